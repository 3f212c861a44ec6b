// A valid config of about as many lines as wanted: sixteen teachers, each a list of layers, one setting a line.

const teacherCount = 16;
/** Lines of a teacher beside those of its layers, and of a layer; JSON has brackets on lines of their own. */
const linesOf = { yaml: { teacher: 10, layer: 3 }, json: { teacher: 17, layer: 5 } };

function teacher(number, layers) {
  return {
    name: `teacher-${number}`,
    weight: 1,
    temperature: { strategy: 'linear', from: 8, to: 2 },
    model: {
      preset: 'custom',
      layers: [
        { type: 'flatten' },
        ...Array.from({ length: layers }, (_, index) => ({
          type: 'dense',
          units: 1000 - index,
          activation: 'relu',
        })),
      ],
    },
  };
}

/** The text of a config of about `lines` lines, without any problem. */
export function longConfig(language, lines) {
  const { teacher: around, layer } = linesOf[language];
  const layers = Math.round((lines / teacherCount - around) / layer);
  const config = {
    name: 'long',
    data: { set: 'mnist' },
    teachers: Array.from({ length: teacherCount }, (_, index) => teacher(index, layers)),
    student: { model: { preset: 'mlp', hidden: [20] } },
    loss: { hard: 0.1, soft: 0.9 },
    train: { epochs: 10, batchSize: 128 },
  };
  return language === 'json' ? `${JSON.stringify(config, null, 2)}\n` : `${blockOf(config, '').join('\n')}\n`;
}

/** A value as YAML's block lines, every setting on a line of its own with a comment now and then. */
function blockOf(value, indent) {
  return Object.entries(value).flatMap(([key, item], index) => {
    const comment = index === 0 ? ' # one of many' : '';
    if (Array.isArray(item) && item.every((one) => typeof one === 'object')) {
      const items = item.flatMap((one) => {
        const [first = '', ...rest] = blockOf(one, `${indent}    `);
        return [`${indent}  - ${first.trimStart()}`, ...rest];
      });
      return [`${indent}${key}:`, ...items];
    }
    if (Array.isArray(item)) return [`${indent}${key}: [${item.join(', ')}]`];
    if (typeof item === 'object') return [`${indent}${key}:`, ...blockOf(item, `${indent}  `)];
    return [`${indent}${key}: ${item}${comment}`];
  });
}
