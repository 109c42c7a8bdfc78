/**
 * The library that reads words and writes help, gathered in one place: the build puts one file of it here
 * (`tools/finish-build.mjs`), since its sixty files take longer to load than all that a short command does.
 */
export { default as yargs } from 'yargs';
