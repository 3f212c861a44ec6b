import assert from 'node:assert/strict';
import { configSchema } from '../../../src/config';
import { programFor } from '../../../src/launchers';

describe('the program of a sweep', () => {
  const pythonOf = async (settings: object): Promise<string | undefined> => {
    const config = configSchema.parse({
      name: 'a',
      data: { set: 'mnist' },
      student: { model: { preset: 'mlp', hidden: [4] } },
      ...settings,
    });
    const { env } = await programFor(
      { folder: '/w/.distillery/runs/a', config, configPath: '/w/a.distill.yaml' },
      {
        ...{ nodePath: 'node', trainerPath: '/p/dist/trainer.js', supervisorPath: '/p/dist/supervisor.js' },
        findPython: (workspace) => Promise.resolve([{ path: `${workspace}/python`, origin: 'setting' }]),
      },
    );
    return env?.['DISTILLERY_PYTHON'];
  };

  it('is given the Python that the editor has, where its runs train on PyTorch', async () => {
    const over = { temperature: [1, 2] };
    assert.equal(await pythonOf({ train: { engine: 'torch' }, sweep: { over } }), '/w/python');
    assert.equal(await pythonOf({ sweep: { over: { 'train.engine': ['onnx', 'torch'] } } }), '/w/python');
    assert.equal(await pythonOf({ sweep: { over } }), undefined);
  });
});
