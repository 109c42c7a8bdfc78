// The yardstick of submitting: posts the bodies of a file, a line each, one after the other on one kept connection.
// All are in memory before the first; nothing is checked but the status. `node post-raw.mjs URL FILE`
import { Buffer } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';

const [, , url, file] = process.argv;
const bodies = [];
for await (const line of createInterface({ input: createReadStream(file, { highWaterMark: 1024 * 1024 }) })) {
  bodies.push(Buffer.from(line));
}
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
for (const body of bodies) await post(body);
agent.destroy();

function post(body) {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      agent,
      headers: { 'Content-Type': 'application/json', 'Content-Length': body.length },
    };
    const posting = request(`${url}/restapi/v1.0/account/~/a2p-sms/batches`, options, (response) => {
      response.resume();
      response.once('end', () => (response.statusCode === 201 ? resolve() : reject(new Error('refused'))));
    });
    posting.once('error', reject);
    posting.end(body);
  });
}
