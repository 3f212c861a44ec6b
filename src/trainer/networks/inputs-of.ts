import { createHash } from 'node:crypto';
import type { DataSet } from '../../data';
import type { RunInputs } from '../../runs';
import type { AnswersNetwork, Network, OnnxNetwork } from './network';
import type { Networks } from './open-networks';

/** Contents that a run depends on, as they were opened. */
export function inputsOf(data: DataSet, { student, teachers }: Networks): RunInputs {
  const fromFiles = teachers.flatMap(({ name, network }) => {
    const files = filesOf(network);
    return files.length === 0 ? [] : [{ name: teachers.length === 1 ? 'teacher' : name, files }];
  });
  const ofStudent = filesOf(student);
  return {
    ...data.identity,
    labels: hashOfLabels(data),
    classes: data.classList.map(({ name }) => ({ name })),
    ...(data.stamp !== undefined && { dataStamp: data.stamp }),
    ...(data.made !== undefined && { madeData: madeDataOf(data, data.made) }),
    ...(fromFiles.length > 0 && { teachers: fromFiles }),
    ...(ofStudent.length > 0 && { student: { files: ofStudent } }),
  };
}

/** Facts of data sets that nothing but a run finds out. */
function madeDataOf(
  { shape, source, train }: DataSet,
  { files, classes }: NonNullable<DataSet['made']>,
): NonNullable<RunInputs['madeData']> {
  return {
    files: [...files],
    shape: [...shape],
    counts: { ...(source?.counts ?? { train: train.count }) },
    classes: classes.map(({ name, label }) => ({ name, label })),
    isDrawn: train.redraw !== undefined,
  };
}

function filesOf(network: Network | OnnxNetwork | AnswersNetwork): OnnxNetwork['files'] {
  return network.kind === 'described' ? [] : network.files;
}

/** SHA-256 of the class indices of all splits, in hex. */
function hashOfLabels({ train, validation, test }: DataSet): string {
  const hash = createHash('sha256');
  for (const { labels } of [train, validation, test]) {
    hash.update(new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength));
  }
  return hash.digest('hex');
}
