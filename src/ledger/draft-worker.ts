// The second thread of a long plan: what it does is in draft-service.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { serveDraft, type Seat } from './draft-service.ts';

if (parentPort !== null) serveDraft(parentPort, workerData as Seat);
