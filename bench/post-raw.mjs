// The yardsticks of submitting: posts the bodies of a file, a line each, one after the other. All are in memory before the
// first; nothing is checked but the status. `node post-raw.mjs URL FILE` does it on one kept connection and does nothing
// else. With a database and the driver's module as well it keeps what `campaign` promises of each submit, and no more:
// opt-outs read just before, a connection for each call, the body's SHA-256 committed and synced before it, and the answer
// after it.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const ACCOUNT = '/restapi/v1.0/account/~/a2p-sms';
const [, , url, file, path, driver] = process.argv;
const bodies = [];
for await (const line of createInterface({ input: createReadStream(file, { highWaterMark: 1024 * 1024 }) })) {
  bodies.push(Buffer.from(line));
}
const agent = new Agent(path === undefined ? { keepAlive: true, maxSockets: 1 } : { keepAlive: false });
const { submit, close } = path === undefined ? { submit: post, close: () => {} } : await openPromising();
for (const body of bodies) await submit(body);
close();
agent.destroy();

/** Commits as the ledger does, with the same driver. */
async function openPromising() {
  const { openDatabase } = await import(pathToFileURL(driver).href);
  const database = openDatabase(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT');
  const insert = database.prepare('INSERT INTO note (text) VALUES (?)');
  const submit = async (body) => {
    await call('GET', 'opt-outs', null, 200);
    insert.run(createHash('sha256').update(body).digest('hex'));
    insert.run(await post(body));
  };
  return { submit, close: () => database.close() };
}

function post(body) {
  return call('POST', 'batches', body, 201);
}

function call(method, name, body, status) {
  return new Promise((resolve, reject) => {
    const headers =
      body === null ? {} : { 'Content-Type': 'application/json', 'Content-Length': body.length };
    const calling = request(`${url}${ACCOUNT}/${name}`, { method, agent, headers }, (response) => {
      if (response.statusCode === status) buffer(response).then((bytes) => resolve(bytes.toString()), reject);
      else reject(new Error(`${method} ${name} was answered ${response.statusCode}`));
    });
    calling.once('error', reject);
    calling.end(body ?? undefined);
  });
}
