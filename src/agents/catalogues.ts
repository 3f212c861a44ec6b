import { RunCatalogue, runsFolder } from '../runs';

/** The runs of each workspace, kept between calls: a log is read once, and only its growth afterwards. */
export class Catalogues {
  private readonly known = new Map<string, RunCatalogue>();

  of(workspace: string): RunCatalogue {
    const catalogue = this.known.get(workspace) ?? new RunCatalogue(runsFolder(workspace));
    this.known.set(workspace, catalogue);
    return catalogue;
  }
}
