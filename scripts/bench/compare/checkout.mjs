import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../../..');

/**
 * Calls `use(folder)` with a checkout of a commit that has our packages, and removes it again. Gives what `use` gives; throws where git
 * knows no such commit.
 */
export async function withCheckout(commit, use) {
  const folder = mkdtempSync(path.join(tmpdir(), 'distillery-checkout-'));
  const checkout = path.join(folder, 'checkout');
  const git = (...words) => execFileSync('git', ['-C', root, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    git('worktree', 'add', '--quiet', '--detach', checkout, commit);
    symlinkSync(path.join(root, 'node_modules'), path.join(checkout, 'node_modules'));
    return await use(checkout);
  } finally {
    git('worktree', 'remove', '--force', checkout);
    rmSync(folder, { recursive: true });
  }
}
