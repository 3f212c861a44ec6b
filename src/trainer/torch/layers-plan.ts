import type { Shape } from '../../models/architecture';
import type { DropoutSite, Model } from '../../models';

type NamedLayer = Model['layers'][number];

/** A layer as another process builds it: the config's settings, and the shape of one example that goes in. */
export type PlannedLayer = Readonly<Record<string, unknown>>;

/** The layers of a network as data, so that no other program needs to know presets or shapes. */
export function planLayers({ layers, input, dropoutSites }: Model): PlannedLayer[] {
  return planChain(layers, input, dropoutSites);
}

function planChain(layers: readonly NamedLayer[], input: Shape, sites: readonly DropoutSite[]): PlannedLayer[] {
  let shape = input;
  return layers.map((layer) => {
    const planned = planLayer(layer, shape, sites);
    shape = layer.built.output;
    return planned;
  });
}

function planLayer({ name, layer, built }: NamedLayer, input: Shape, sites: readonly DropoutSite[]): PlannedLayer {
  if (layer.type === 'residual') {
    const { inner = [], shortcut } = built.residual ?? {};
    return {
      ...layer,
      input,
      layers: planChain(inner, input, sites),
      ...(shortcut !== undefined && { shortcut: planLayer(shortcut, input, sites) }),
    };
  }
  if (layer.type !== 'dropout') return { ...layer, input };
  const mask = sites.findIndex((site) => site.name === name);
  return { ...layer, input, ...(mask >= 0 && { mask }) };
}
