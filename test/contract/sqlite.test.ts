import { useDirectories } from '../fakes/workspace.ts';
import { describeLedger } from './ledger.ts';
import { sqliteHome } from './sqlite-home.ts';

const newDirectory = useDirectories();

describeLedger('the ledger in SQLite', () => sqliteHome(newDirectory()));
