import type { EngineRecord, RunManifest } from '../../protocol/schemas/manifest';
import type { RunProgress, TeacherRecord } from './progress';

/** Facts that runs of version 0.1 have in their manifest, and later ones in events. */
export interface Provenance {
  readonly engine?: EngineRecord;
  readonly teachers: readonly TeacherRecord[];
  /** The run that this one repeats. */
  readonly repeats?: string;
  /** The sweep that it belongs to. */
  readonly parent?: string;
}

/** Looks into the newest attempt's events first, then into an old manifest. */
export function provenanceOf(manifest: RunManifest, { started, teacherKeys = [] }: RunProgress): Provenance {
  const kept = manifest.teachers ?? [];
  const named = new Set(teacherKeys.map(({ name }) => name));
  const { parent, repeats } = relativesOf(manifest);
  const engine = started === undefined ? manifest.engine : { ...started, rejected: rejectedOf(manifest, started) };
  return {
    ...(engine !== undefined && { engine }),
    teachers: [
      ...kept.filter(({ name }) => !named.has(name)).map(({ name, sha256 }) => ({ name, key: sha256 })),
      ...teacherKeys,
    ],
    ...(repeats !== undefined && { repeats }),
    ...(parent !== undefined && { parent }),
  };
}

/** The sweep that a run belongs to and the run that it repeats; without `kind`, `parent` is the latter. */
export function relativesOf({ kind, parent, repeats }: RunManifest): Pick<Provenance, 'parent' | 'repeats'> {
  if (kind === undefined) return parent === undefined ? {} : { repeats: parent };
  return { ...(parent !== undefined && { parent }), ...(repeats !== undefined && { repeats }) };
}

type Started = NonNullable<RunProgress['started']>;

/** Events of version 0.1 do not name the engines that were not taken. */
function rejectedOf({ engine }: RunManifest, { name, rejected }: Started): EngineRecord['rejected'] {
  return rejected ?? (engine?.name === name ? engine.rejected : []);
}
