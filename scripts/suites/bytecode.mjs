// Bytecode of Python's packages, in one folder for all suites: none is left beside the sources.
import path from 'node:path';
import { cacheRoot } from '../provision/cache.mjs';

export const bytecode = path.join(cacheRoot, 'bytecode');
/** Variables of processes that keep it there. One that compiles PyTorch anew imports it in twice the time. */
export const keepBytecode = { PYTHONPYCACHEPREFIX: bytecode, PYTHONDONTWRITEBYTECODE: '' };
