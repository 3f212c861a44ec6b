import * as vscode from 'vscode';
import type { JobWatch } from '../launchers';
import type { RunSummary } from '../runs';
import { readProfileSetting } from './settings';

/** Asks clusters about runs beside the refreshes of the list: a cluster may take half a minute to say nothing. */
export class JobLooks {
  private watch: JobWatch | undefined;
  private isLooking = false;

  /** Looks at the jobs of runs, unless a look goes on; calls `onNews` once a cluster has said something. Asks nothing in Restricted Mode. */
  async look(runs: readonly RunSummary[], onNews: () => void): Promise<void> {
    const atClusters = runs.filter(({ job }) => job !== undefined);
    if (this.isLooking || atClusters.length === 0 || !vscode.workspace.isTrusted) return;
    this.isLooking = true;
    try {
      const { JobWatch, launcherNamed } = await import('../launchers');
      this.watch ??= new JobWatch(launcherNamed);
      if (await this.watch.look(atClusters, readProfileSetting())) onNews();
    } finally {
      this.isLooking = false;
    }
  }
}
