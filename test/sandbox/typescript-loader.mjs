// Lets a plain Node child run the project's TypeScript: `node --import ./typescript-loader.mjs file.ts`.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
