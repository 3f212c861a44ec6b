import type { SlurmProfile } from '../profiles';

const away = /unable to contact|connection refused|zero bytes were transmitted/i;
/** Credentials were not made, or not taken: by munge, which also refuses those of a clock that is minutes off. */
const unproven = /protocol authentication|munge/i;

/** Words of SLURM's refusals, and sentences that say what to do. */
const refusals: readonly (readonly [RegExp, (profile: SlurmProfile, name: string) => string])[] = [
  [
    /invalid partition/i,
    ({ partition = '' }, name) =>
      `the cluster has no partition '${partition}', which the profile '${name}' names; 'sinfo' lists those that there are`,
  ],
  [
    /invalid account|account\/partition combination/i,
    ({ account }, name) =>
      account === undefined
        ? `the cluster wants an account; name yours as 'account' of the profile '${name}'`
        : `the cluster does not let you use the account '${account}', which the profile '${name}' names; 'sacctmgr show associations' lists yours`,
  ],
  [
    /invalid qos/i,
    ({ qos = '' }, name) => `the cluster has no quality of service '${qos}', which the profile '${name}' names`,
  ],
  [
    /node configuration is not available|invalid generic resource|invalid gres|more processors requested|(node|cpu) count|memory specification/i,
    (_profile, name) =>
      `no machine of the cluster has what the profile '${name}' asks for; lower its 'gpus', 'cpus', 'memory' or 'machines' ('sinfo --format="%P %c %m %G"' shows what there is)`,
  ],
  [
    /time limit|invalid time/i,
    ({ time = '' }, name) =>
      `the cluster does not allow the time '${time}' of the profile '${name}'; 'sinfo' shows the limit`,
  ],
  [
    unproven,
    () =>
      'SLURM does not take the credentials of this machine, so nothing was submitted; does munge run here (munge -n | unmunge), and is the clock right?',
  ],
  [away, () => 'the controller of SLURM does not answer, so nothing was submitted; try again once it is back'],
];

/** The reason for which a job was not taken, in a sentence. `printed` is what `sbatch` printed. */
export function describeRefusal(printed: string, profile: SlurmProfile, profileName: string): string {
  const found = refusals.find(([pattern]) => pattern.test(printed));
  if (found !== undefined) return found[1](profile, profileName);
  const [line = ''] = printed
    .split('\n')
    .map((one) => one.replace(/^sbatch: (error: )?/, '').trim())
    .filter((one) => one !== '');
  return `SLURM did not take the job of the profile '${profileName}': ${line === '' ? 'sbatch printed nothing' : line}`;
}

/** Whether the controller was not there to refuse anything, or could not tell who asked. */
export function isAway(printed: string): boolean {
  return away.test(printed) || unproven.test(printed);
}

/** Whether the answer was lost, so that the job may be there all the same. */
export function isAnswerLost(printed: string): boolean {
  return /timed out|time-?out on send|socket timed/i.test(printed);
}
