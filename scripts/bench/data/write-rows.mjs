// Makes a cache of rows: node --import tsx write-rows.mjs FOLDER SIDE COUNT
import { writeRows } from './cached-rows.mjs';

const [folder, side, count] = process.argv.slice(2);
writeRows(folder, Number(count), Number(side));
process.exit(0);
