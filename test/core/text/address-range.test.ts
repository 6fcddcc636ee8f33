import assert from 'node:assert/strict';
import { isWithin, parseAddress, parseAddressRange, writeAddress } from '../../../core/text/address-range.ts';

describe('addresses and their ranges', () => {
  const within = (address: string, range: string) => {
    const [inner, outer] = [parseAddress(address), parseAddressRange(range)];
    assert.ok(inner && outer, `${address} ${range}`);
    return isWithin(inner, outer);
  };

  it('tells whether an address is in a range, both ends included', () => {
    for (const [address, range, expected] of [
      ['172.28.0.0', '172.28.0.0/16', true],
      ['172.28.255.255', '172.28.0.0/16', true],
      ['172.29.0.0', '172.28.0.0/16', false],
      ['172.27.255.255', '172.28.0.0/16', false],
      ['10.0.0.9', '10.0.0.9/32', true],
      ['10.0.0.8', '10.0.0.9/32', false],
      ['255.1.2.3', '0.0.0.0/0', true],
      ['fd00:1::5', 'fd00:1::/64', true],
      ['fd00:2::5', 'fd00:1::/64', false],
      ['::ffff:1.2.3.4', '::/0', true],
      ['1.2.3.4', '::/0', false],
    ] as const)
      assert.equal(within(address, range), expected, `${address} in ${range}`);
  });

  it('reads every spelling of an address', () => {
    const number = (text: string) => parseAddress(text)?.number;
    assert.equal(number('0.0.1.2'), 258n);
    assert.equal(number('::'), 0n);
    assert.equal(number('::1'), number('0:0:0:0:0:0:0:1'));
    assert.equal(number('fe80::1:2'), number('fe80:0:0:0:0:0:1:2'));
    assert.equal(number('::ffff:1.2.3.4'), number('::ffff:102:304'));
    assert.equal(number('1::'), 1n << 112n);
  });

  it('refuses what is none', () => {
    for (const text of ['', '1.2.3', '1.2.3.256', 'a', '1::2::3']) assert.equal(parseAddress(text), undefined, text);
    for (const text of ['', '1.2.3.4', '1.2.3.4/33', '1.2.3.4/-1', '::/129', '1.2.3.4/x'])
      assert.equal(parseAddressRange(text), undefined, text);
  });

  it('writes addresses', () => {
    const rewritten = (text: string) => {
      const address = parseAddress(text);
      return address && writeAddress(address);
    };
    assert.equal(rewritten('172.28.0.10'), '172.28.0.10');
    assert.equal(rewritten('fd00::1'), 'fd00::1');
  });
});
