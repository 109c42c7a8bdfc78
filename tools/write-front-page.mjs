// Part of `npm run build`: writes what the built program says to `campaign --help` to dist/cli/front-page.txt.
import { rmSync, writeFileSync } from 'node:fs';
import { callCampaign } from '../dist/index.js';

const PAGE = 'dist/cli/front-page.txt';

rmSync(PAGE, { force: true });
const { exitCode, stdout } = await callCampaign(['--help'], { cwd: '.', environment: {} });
if (exitCode !== 0) throw new Error(`--help ended with exit code ${exitCode}`);
writeFileSync(PAGE, stdout);
