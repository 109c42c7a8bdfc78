// The thread that looks at a large ledger while a start goes on: what it does is in inspect-service.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { tellInspection, type LedgerPlace } from './inspect-service.ts';

if (parentPort !== null) tellInspection(parentPort, workerData as LedgerPlace);
