import * as z from 'zod';
import { statuses } from '../../wording';
import { defineTool } from '../agent-tool';
import { describeRun } from '../describe-run';
import { listRuns } from '../find-run';

export const listRunsTool = defineTool({
  name: 'list_runs',
  title: 'List Runs',
  description:
    'Runs of knowledge distillation in this workspace, newest first, with status, epoch, accuracy as a share, test errors and temperature. Runs of sweeps and controls are among them.',
  input: z.object({
    status: z.enum(statuses).optional().describe('Only runs of this status.'),
    find: z.string().max(100).optional().describe('Only runs whose name or id has this text.'),
    limit: z.int().min(1).max(200).default(20).describe('Runs in the answer at most.'),
  }),
  async perform({ status, find = '', limit }, host) {
    const all = (await listRuns(host)).map(({ run }) => run);
    const fitting = all.filter(
      (run) => (status === undefined || run.status === status) && `${run.id} ${run.name}`.includes(find),
    );
    const more = fitting.length - limit;
    return { runs: fitting.slice(0, limit).map(describeRun), ...(more > 0 && { more }) };
  },
});
