import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { cachedDisk } from '../io/cached-disk.ts';
import { disk } from '../io/disk.ts';
import { startServer } from './server.ts';

// The transport is taken from the arguments: --stdio, --node-ipc, --pipe=…, --socket=….
const connection = createConnection(ProposedFeatures.all);
startServer({ connection, disk: cachedDisk(disk), environment: process.env });
connection.listen();
