// Makes the ledger of a run that is over: `node make-ledger.mjs DIST WORKSPACE MESSAGES BATCH_SIZE`. Prints `{ run, rows }`.
// The schema, with its triggers and keys, is the program's own; the rows come from SQL, and nothing is sent.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const RUN = 'bench-0123456789';
/** 100 messages a second, from noon. */
const BEGAN_AT = Date.UTC(2026, 2, 2, 12);
const SENT_EACH_MS = 10;
const PRICE = 11_900_000;
/** A row that was rejected follows each so many recipients. */
const TAKEN_IN_A_ROW = 32;
const ROWS_A_COMMIT = 100_000;

/** What became of a recipient, by a figure from 0 to 999: no message at all below 3. */
const FATE = '(r.line * 7919 % 1000)';
const STATUS = `CASE WHEN ${FATE} < 930 THEN 'Delivered' WHEN ${FATE} < 975 THEN 'DeliveryFailed'
  WHEN ${FATE} < 985 THEN 'SendingFailed' ELSE 'Sent' END`;
const ERROR_CODE = `CASE WHEN ${FATE} < 930 THEN NULL WHEN ${FATE} < 960 THEN 'SMS-CAR-411'
  WHEN ${FATE} < 970 THEN 'SMS-CAR-413' WHEN ${FATE} < 975 THEN 'SMS-CAR-104' WHEN ${FATE} < 985 THEN 'SMS-RC-430' END`;
const COST = `CASE WHEN ${FATE} < 930 OR ${FATE} >= 985 THEN 7900000 * r.segments WHEN ${FATE} < 975 THEN 0 END`;
const SERIES = (from, to) =>
  `WITH RECURSIVE series (n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM series WHERE n + 1 < ${to})`;

const [, , program, workspace, messages, batchSize] = process.argv;
const [total, members] = [Number(messages), Number(batchSize)];
const batches = Math.ceil(total / members);
const rejected = Math.floor(total / TAKEN_IN_A_ROW);
const load = (...path) => import(pathToFileURL(join(resolve(program), ...path)).href);
const { openLedger } = await load('ledger', 'open.js');
const { openSql } = await load('ledger', 'sql.js');
const { systemClock } = await load('cli', 'clock.js');

const state = join(workspace, '.campaign');
mkdirSync(workspace, { recursive: true });
await openLedger(state, 'bench', systemClock).close();
const sql = openSql(join(state, 'ledger.db'), {});
// Nobody needs it after a power cut.
sql.exec('PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536');
plan();
submit();
track();
sql.exec('PRAGMA wal_checkpoint(TRUNCATE)');
sql.close();
console.log(JSON.stringify({ run: RUN, rows: total + rejected }));

/** A run as it is frozen: recipients in batches, rejected rows, each number once. */
function plan() {
  sql.run("INSERT INTO run (campaign, state, planned_at) VALUES ('bench', 'draft', ?)", BEGAN_AT);
  for (let from = 0; from < total; from += ROWS_A_COMMIT) {
    sql.run(
      `${SERIES(from, Math.min(total, from + ROWS_A_COMMIT))}
       INSERT INTO recipient (run_id, batch, position, line, phone, placeholders, segments)
       SELECT 1, n / ${members} + 1, n % ${members} + 1, 2 + n + n / ${TAKEN_IN_A_ROW},
         12000000 + n / 4 + CASE n % 4 WHEN 0 THEN 14150000000 WHEN 1 THEN 16040000000 WHEN 2 THEN 12120000000
           ELSE 13050000000 END - 10000000,
         'Ana' || char(31) || n % 10000, 1 + (n % 10 = 0) FROM series`,
    );
  }
  if (rejected > 0) {
    sql.run(
      `${SERIES(0, rejected)} INSERT INTO rejected_row (run_id, line, phone, code, reason, cells)
       SELECT 1, 34 + n * 33, '415555' || n % 1000, 'invalid-phone', '"415555' || n % 1000 || '" has too few digits: correct it',
         json_array('' || n, 'Maximilian', '"Diaz, Jr."', '415555' || n % 1000, 'Los Angeles', '12.50') FROM series`,
    );
  }
  sql.run('INSERT INTO run_phone SELECT run_id, phone, batch, position FROM recipient ORDER BY phone');
  const segments = sql.get('SELECT sum(segments) AS n FROM recipient').n;
  sql.run(
    `UPDATE run SET state = 'open', name = ?, world = 'live', file = 'bench.csv', source_sha256 = '', settings_sha256 = '',
       header = '["id","first_name","last_name","phone","city","balance"]', template = '["Hi ",": ",""]',
       senders = '["+14155550100","+16045550100"]', rows = ?, recipients = ?, rejected_rows = ?, batches = ?,
       segments = ?, estimate = ?, currency = 'USD', settle_after_ms = 86400000, track_for_ms = 172800000,
       in_doubt = 'hold', in_doubt_grace_ms = 1800000`,
    ...[RUN, total + rejected, total, rejected, batches, segments, BigInt(segments) * BigInt(PRICE)],
  );
}

/** Every batch goes the way that its triggers allow. */
function submit() {
  sql.run(
    `INSERT INTO batch (run_id, number, sender, price, state, recipients, segments)
     SELECT 1, batch, CASE batch % 2 WHEN 0 THEN '+14155550100' ELSE '+16045550100' END, ${PRICE}, 'planned', count(*),
       sum(segments) FROM recipient GROUP BY batch`,
  );
  sql.run(
    `INSERT INTO withheld (run_id, batch, position, at, was_offered)
     SELECT 1, batch, position, ${BEGAN_AT}, 0 FROM recipient r WHERE ${FATE} = 2`,
  );
  const at = `${BEGAN_AT} + (number - 1) * ${members * SENT_EACH_MS}`;
  sql.run(
    `UPDATE batch SET state = 'submitting', epoch = 1, attempts = 1, first_offered_at = ${at}, submitted_at = ${at},
       body_sha256 = '', withheld = (SELECT count(*) FROM withheld w WHERE w.batch = number)`,
  );
  sql.run(
    `UPDATE batch SET state = 'accepted', remote_status = 'Completed',
       batch_id = printf('%08x-0000-4000-8000-%012x', number * 2654435761 & 4294967295, number)`,
  );
  sql.run(
    `INSERT INTO remote_batch (batch_id, run_id, batch, how, at)
     SELECT batch_id, 1, number, 'reply', submitted_at FROM batch`,
  );
  sql.run(
    `INSERT INTO provider_rejection (run_id, batch, ordinal, position, phone, error_code, description)
     SELECT 1, batch, position, position, '+' || phone, 'SMS-RC-410', 'Destination is not supported'
     FROM recipient r WHERE ${FATE} < 2`,
  );
}

/** A message for whoever was offered, by an id that says nothing of its order; then the end. */
function track() {
  for (let batch = 1; batch <= batches; batch += Math.ceil(ROWS_A_COMMIT / members)) {
    sql.run(
      `INSERT INTO message (run_id, batch, message_id, position, phone, status, error_code, segments, cost, created_at, updated_at)
       SELECT 1, batch, '' || (600000000000 + r.line * 999983 % 99999989), position, '+' || phone, ${STATUS}, ${ERROR_CODE},
         r.segments, ${COST}, ${BEGAN_AT} + r.line * ${SENT_EACH_MS},
         ${BEGAN_AT} + r.line * ${SENT_EACH_MS} + 2000 + r.line * 31 % 30000
       FROM recipient r WHERE run_id = 1 AND batch >= ? AND batch < ? AND ${FATE} >= 3 ORDER BY 2, 3`,
      ...[batch, batch + Math.ceil(ROWS_A_COMMIT / members)],
    );
  }
  const endedAt = BEGAN_AT + (total + rejected) * SENT_EACH_MS + 60_000;
  sql.run(
    `UPDATE batch SET state = 'settled', completed_at = submitted_at + 60000, settled_at = ${endedAt},
       provider_cost = (SELECT coalesce(sum(cost), 0) FROM message m WHERE m.run_id = 1 AND m.batch = number)`,
  );
  sql.run(
    `UPDATE run SET state = 'finished', started_at = ${BEGAN_AT}, last_submit_at = ${endedAt}, finished_at = ${endedAt},
       reported_at = ${endedAt}`,
  );
}
