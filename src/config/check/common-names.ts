/** Names that other tools give to settings of a training, and the path of the setting below `train`. */
const ofTraining: Readonly<Record<string, readonly string[]>> = {
  lr: ['optimizer', 'learningRate'],
  learningrate: ['optimizer', 'learningRate'],
  baselr: ['optimizer', 'learningRate'],
  momentum: ['optimizer', 'momentum'],
  weightdecay: ['optimizer', 'weightDecay'],
  wd: ['optimizer', 'weightDecay'],
  clipnorm: ['optimizer', 'clipNorm'],
  maxgradnorm: ['optimizer', 'clipNorm'],
  gradclip: ['optimizer', 'clipNorm'],
  optim: ['optimizer'],
  optimiser: ['optimizer'],
  scheduler: ['schedule'],
  lrscheduler: ['schedule'],
  lrschedule: ['schedule'],
  warmupepochs: ['warmup'],
  epochs: ['epochs'],
  epoch: ['epochs'],
  numepochs: ['epochs'],
  nepochs: ['epochs'],
  maxepochs: ['epochs'],
  batchsize: ['batchSize'],
  bs: ['batchSize'],
  batch: ['batchSize'],
  trainbatchsize: ['batchSize'],
  numworkers: ['threads'],
  numthreads: ['threads'],
};

/** Names that other tools give to settings of a whole config, and their paths. */
const ofConfig: Readonly<Record<string, readonly string[]>> = {
  t: ['temperature'],
  tau: ['temperature'],
  temp: ['temperature'],
  kdtemperature: ['temperature'],
  dataset: ['data', 'set'],
  criterion: ['loss'],
  lossfn: ['loss'],
  randomseed: ['seed'],
  manualseed: ['seed'],
  experimentname: ['name'],
  runname: ['name'],
};

const plain = (key: string): string => key.toLowerCase().replaceAll(/[-_ ]/g, '');

/**
 * The path of the setting that other tools call by this key; undefined for no known name. Within a `train` map the path
 * stays within that map: a teacher's learning rate is the teacher's.
 */
export function settingCalled(key: string, path: readonly PropertyKey[]): readonly PropertyKey[] | undefined {
  const name = plain(key);
  const inTraining = Object.hasOwn(ofTraining, name) ? ofTraining[name] : undefined;
  if (inTraining !== undefined) {
    const place = path.lastIndexOf('train');
    const training = place >= 0 ? path.slice(0, place + 1) : path[0] === 'teacher' ? ['teacher', 'train'] : ['train'];
    return [...training, ...inTraining];
  }
  return Object.hasOwn(ofConfig, name) ? ofConfig[name] : undefined;
}
