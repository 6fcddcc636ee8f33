import type { Resource, Service, Value } from '../../project/project.ts';
import { at, child, entriesOf, itemsOf, stringOf } from '../../project/value.ts';
import {
  type Address,
  type AddressRange,
  parseAddress,
  parseAddressRange,
  writeAddress,
} from '../../text/address-range.ts';
import type { Location } from '../../text/source.ts';

/** An address that something has by its file and not by the engine's choice. */
export interface FixedAddress extends Address {
  readonly text: string;
  readonly location: Location;
}

export interface Subnet extends AddressRange {
  readonly text: string;
  readonly location: Location;
  /** As written, or the first address, which the engine takes for it in a bridge. */
  readonly gateway: FixedAddress | undefined;
  /** The part of the subnet that the engine gives addresses from; all of it when undefined. */
  readonly pool: (AddressRange & { readonly text: string; readonly location: Location }) | undefined;
  readonly reserved: readonly FixedAddress[];
}

export interface NetworkAddress {
  /** The network's name in the file. */
  readonly network: string;
  readonly at: FixedAddress;
}

/** By services, which stay the same objects while others are edited. */
const addressesOf = new WeakMap<Service, readonly NetworkAddress[]>();
const none: readonly NetworkAddress[] = [];

/** The fixed addresses of a service; what is no address, or not known, is left out. */
export function fixedAddresses(service: Service): readonly NetworkAddress[] {
  let found = addressesOf.get(service);
  if (found === undefined) {
    found = entriesOf(child(service.value, 'networks')).flatMap(([network, { value }]) =>
      ['ipv4_address', 'ipv6_address'].flatMap((key) =>
        addressAt(child(value, key)).map((address) => ({ network, at: address })),
      ),
    );
    if (found.length === 0) found = none;
    addressesOf.set(service, found);
  }
  return found;
}

/**
 * The subnets that a network is made with; undefined where it is made elsewhere, or by something else than the engine's own
 * drivers, and where one of them can't be read.
 */
export function subnetsOf({ external, value }: Resource): readonly Subnet[] | undefined {
  const driver = stringOf(child(value, 'driver')) ?? '';
  const pools = stringOf(at(value, 'ipam', 'driver')) ?? '';
  if (external || !['', 'bridge', 'macvlan', 'ipvlan'].includes(driver) || !['', 'default'].includes(pools))
    return undefined;
  const isBridge = driver !== 'macvlan' && driver !== 'ipvlan';
  const found: Subnet[] = [];
  for (const item of itemsOf(at(value, 'ipam', 'config'))) {
    const written = rangeAt(child(item, 'subnet'));
    if (written === undefined) return undefined;
    found.push({
      ...written,
      gateway:
        addressAt(child(item, 'gateway'))[0] ?? (isBridge && !child(item, 'ip_range') ? firstHost(written) : undefined),
      pool: rangeAt(child(item, 'ip_range')),
      reserved: entriesOf(child(item, 'aux_addresses')).flatMap(([, entry]) => addressAt(entry.value)),
    });
  }
  return found;
}

function firstHost({
  version,
  first,
  last,
  location,
}: AddressRange & { readonly location: Location }): FixedAddress | undefined {
  // A range of one or two addresses has none to spare.
  if (last - first < 2n) return undefined;
  const address = { version, number: first + 1n };
  return { ...address, text: writeAddress(address), location };
}

function addressAt(value: Value | undefined): readonly FixedAddress[] {
  const text = known(value);
  const address = text === undefined ? undefined : parseAddress(text);
  return value && text !== undefined && address ? [{ ...address, text, location: value.location }] : [];
}

function rangeAt(value: Value | undefined) {
  const text = known(value);
  const range = text === undefined ? undefined : parseAddressRange(text);
  return value && text !== undefined && range ? { ...range, text, location: value.location } : undefined;
}

function known(value: Value | undefined): string | undefined {
  return value?.kind === 'scalar' && !value.unresolved ? stringOf(value) : undefined;
}
