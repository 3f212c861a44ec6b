import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { program } from './process';

/** Begins as a training does, then counts the numbers other than zero of a product, a quotient and a sum below 2^-126. */
const script = `
import torch
from distillery.training.worker import _Worker
_Worker(torch, None)._commands["begin"]({"threads": 2, "deterministic": False})
small = torch.full((512, 512), 1e-20)
print(*(int((it != 0).sum()) for it in (small @ (small / 10), small / 1e20, small * 1e-19 + small * 1e-19)))
`;

describe('numbers below 2^-126 in the process of PyTorch', function () {
  this.timeout(60_000);
  it('are zeros on all of its threads, as they are to ONNX Runtime', () => {
    const env = { ...process.env, ...program.env };
    assert.equal(execFileSync(program.command, ['-c', script], { encoding: 'utf8', env }).trim(), '0 0 0');
  });
});
