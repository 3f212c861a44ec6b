import { studentFiles, type StudentFacts } from '../runs';

/** A program in one language that asks a student about an example, as it runs. */
export interface WayToUse {
  readonly title: string;
  /** Name of the language in Markdown. */
  readonly language: 'python' | 'js' | 'html';
  /** Packages to be installed before. */
  readonly needs: string;
  readonly code: string;
}

/**
 * Programs that use a student in Python, in Node and in the browser.
 * @param folder path of its folder `student`, as the programs shall name it
 */
export function waysToUse(about: StudentFacts, folder: string): WayToUse[] {
  const at = (name: string): string => `${folder.replace(/\/$/, '')}/${name}`;
  const isImage = about.input.shape.length === 3 && about.input.preparedBy === undefined;
  return [
    { title: 'Python', language: 'python', needs: pythonNeeds(isImage), code: pythonOf(about, at, isImage) },
    { title: 'Node', language: 'js', needs: 'npm install onnxruntime-node', code: nodeOf(about, at) },
    ...(isImage
      ? [{ title: 'The browser', language: 'html', needs: 'a web server', code: browserOf(about, at) } as const]
      : []),
  ];
}

/** Ways to use a student as one Markdown text. `folder` as for `waysToUse`. */
export function formatWaysToUse(about: StudentFacts, folder: string): string {
  const [name, run] = [oneLine(about.name), oneLine(about.run)];
  const sections = waysToUse(about, folder).map(
    ({ title, needs, language, code }) => `## ${title}\n\nNeeds ${needs}.\n\n\`\`\`${language}\n${code}\n\`\`\``,
  );
  const intro = `# Use the student of ${name}\n\nRun ${run}, ${about.classes.length} classes. \`distillery predict ${run} FILE…\` asks it in a terminal.`;
  return `${[intro, ...sections].join('\n\n')}\n`;
}

type At = (name: string) => string;

const pythonNeeds = (isImage: boolean): string => `pip install onnxruntime numpy${isImage ? ' pillow' : ''}`;

function pythonOf({ input, output }: StudentFacts, at: At, isImage: boolean): string {
  const [, , channels = 1] = input.shape;
  const mode = channels === 1 ? 'L' : 'RGB';
  const toChannelsLast = channels === 1 ? '' : '.transpose(1, 2, 0)';
  const lines = [
    'import sys, numpy, onnxruntime',
    ...(isImage ? ['from PIL import Image'] : []),
    '',
    `names = open(${text(at(studentFiles.labels))}, encoding="utf-8").read().splitlines()`,
    `student = onnxruntime.InferenceSession(${text(at(studentFiles.onnx))})`,
    ...(isImage
      ? [
          `picture = Image.open(sys.argv[1]).convert("${mode}")`,
          ...fittingLines(input),
          `values = numpy.asarray(picture, "float32")${input.range === undefined ? '' : ' / 255'}`,
        ]
      : input.preparedBy !== undefined
        ? [
            `# An input as ${oneLine(input.preparedBy)} gives it, saved by numpy.save.`,
            `values = numpy.load(sys.argv[1])${toChannelsLast}${input.range === undefined ? '' : ' / 255'}`,
          ]
        : [
            ...columnLines(input, '#'),
            'values = numpy.array([float(number) for number in sys.argv[1].split(",")], "float32")',
          ]),
    ...(input.fill === undefined
      ? []
      : [`values = numpy.where(numpy.isnan(values), numpy.float32(${list(input.fill)}), values)  # nan: missing`]),
    ...(input.normalization === undefined
      ? []
      : [
          `values = (values - numpy.float32(${list(input.normalization.mean)})) / numpy.float32(${list(input.normalization.std)})`,
        ]),
    `logits = student.run(None, {"${input.name}": values.reshape(${list([1, ...input.shape], '()')}).astype("float32")})[0][0]`,
    `print(names[logits.argmax()])  # ${output.name}: a softmax makes them probabilities`,
  ];
  return lines.join('\n');
}

/** Brings `picture` to the student's size in Pillow, as the run did. */
function fittingLines({ shape, resizedFrom, ...how }: StudentFacts['input']): string[] {
  const [height = 1, width = 1] = shape;
  const filter = `Image.${(how.interpolation ?? 'bilinear').toUpperCase()}`;
  if (resizedFrom === undefined) return sizeLines(shape, how);
  return [...sizeLines(resizedFrom, how), `picture = picture.resize((${width}, ${height}), ${filter})`];
}

function sizeLines(
  [height = 1, width = 1]: readonly number[],
  { fit = 'resize', interpolation = 'bilinear' }: Pick<StudentFacts['input'], 'fit' | 'interpolation'>,
): string[] {
  const filter = `Image.${interpolation.toUpperCase()}`;
  if (fit === 'resize') return [`picture = picture.resize((${width}, ${height}), ${filter})`];
  const isByWidth = `${width} * picture.height ${fit === 'crop' ? '>=' : '<='} ${height} * picture.width`;
  return [
    `by_width = ${isByWidth}`,
    `scaled_width = ${width} if by_width else max(${height} * picture.width // picture.height, 1)`,
    `scaled_height = max(${width} * picture.height // picture.width, 1) if by_width else ${height}`,
    `left, top = round((scaled_width - ${width}) / 2), round((scaled_height - ${height}) / 2)`,
    `picture = picture.resize((scaled_width, scaled_height), ${filter}).crop((left, top, left + ${width}, top + ${height}))`,
  ];
}

function nodeOf({ input, output }: StudentFacts, at: At): string {
  const size = input.shape.reduce((product, length) => product * length, 1);
  return [
    "import { readFileSync } from 'node:fs';",
    "import ort from 'onnxruntime-node';",
    '',
    `const names = readFileSync(${text(at(studentFiles.labels))}, 'utf8').trimEnd().split('\\n');`,
    `const student = await ort.InferenceSession.create(${text(at(studentFiles.onnx))});`,
    '',
    ...columnLines(input, '//'),
    `/** Gives the class of ${size} numbers${orderOf(input)}. */`,
    'export async function classify(numbers) {',
    ...preparingLines(input),
    `  const values = new ort.Tensor('float32', Float32Array.from(prepared), ${list([1, ...input.shape])});`,
    `  const logits = [...(await student.run({ ${input.name}: values })).${output.name}.data];`,
    '  return names[logits.indexOf(Math.max(...logits))];',
    '}',
  ].join('\n');
}

function browserOf({ input, output }: StudentFacts, at: At): string {
  const [height = 1, width = 1, channels = 1] = input.shape;
  const luma = '0.299 * pixels[at] + 0.587 * pixels[at + 1] + 0.114 * pixels[at + 2]';
  const divided = input.range === undefined ? '' : ' / 255';
  const value = channels === 1 ? `(${luma})${divided}` : `pixels[at + (index % 3)]${divided}`;
  const place = channels === 1 ? '4 * index' : '4 * Math.floor(index / 3)';
  return [
    '<input type="file" id="picture" accept="image/*" /><output id="answer"></output>',
    '<script src="https://cdn.jsdelivr.net/npm/onnxruntime-web/dist/ort.min.js"></script>',
    '<script type="module">',
    `  const names = (await (await fetch(${text(at(studentFiles.labels))})).text()).trimEnd().split('\\n');`,
    `  const student = await ort.InferenceSession.create(${text(at(studentFiles.onnx))});`,
    "  document.querySelector('#picture').onchange = async ({ target }) => {",
    `    const canvas = new OffscreenCanvas(${width}, ${height}).getContext('2d');`,
    '    const picture = await createImageBitmap(target.files[0]);',
    "    canvas.imageSmoothingQuality = 'high';",
    ...drawingLines(input),
    `    const pixels = canvas.getImageData(0, 0, ${width}, ${height}).data;`,
    `    const numbers = Array.from({ length: ${height * width * channels} }, (_, index) => {`,
    `      const at = ${place};`,
    `      return ${value};`,
    '    });',
    ...preparingLines(input).map((line) => `  ${line}`),
    `    const values = new ort.Tensor('float32', Float32Array.from(prepared), ${list([1, ...input.shape])});`,
    `    const logits = [...(await student.run({ ${input.name}: values })).${output.name}.data];`,
    "    document.querySelector('#answer').textContent = names[logits.indexOf(Math.max(...logits))];",
    '  };',
    '</script>',
  ].join('\n');
}

/** Draws `picture` into the canvas at the student's size: cut or filled up for the size that it was brought to first, if there was one. */
function drawingLines({ shape, resizedFrom = shape, fit = 'resize' }: StudentFacts['input']): string[] {
  const [height = 1, width = 1] = shape;
  if (fit === 'resize') return [`    canvas.drawImage(picture, 0, 0, ${width}, ${height});`];
  const [fromHeight = 1, fromWidth = 1] = resizedFrom;
  const scale = `Math.${fit === 'crop' ? 'max' : 'min'}(${fromWidth} / picture.width, ${fromHeight} / picture.height)`;
  const times = (size: number, from: number): string => (size === from ? '' : ` * (${size} / ${from})`);
  const [across, down] = [times(width, fromWidth), times(height, fromHeight)];
  return [
    `    const scale = ${scale};`,
    `    const [w, h] = [scale * picture.width${across}, scale * picture.height${down}];`,
    `    canvas.drawImage(picture, (${width} - w) / 2, (${height} - h) / 2, w, h);`,
  ];
}

/** The names of the numbers of one example, as a comment, which no character of theirs ends. */
function columnLines({ columns }: StudentFacts['input'], mark: string): string[] {
  return columns === undefined ? [] : [`${mark} ${oneLine(columns.join(', '))}`];
}

/** Makes `prepared` of `numbers`: missing ones are filled in, then all are normalized. */
function preparingLines({ fill, normalization }: StudentFacts['input']): string[] {
  const filled =
    fill === undefined
      ? 'numbers'
      : `Array.from(numbers, (value, index) => (Number.isNaN(value) ? ${list(fill)}[index] : value))`;
  if (normalization === undefined) return [`  const prepared = ${filled};`];
  const { mean, std } = normalization;
  return [
    `  const [mean, std] = [${list(mean)}, ${list(std)}];`,
    `  const prepared = Array.from(${filled}, (value, index) => (value - mean[index % ${mean.length}]) / std[index % ${mean.length}]);`,
  ];
}

function orderOf({ shape, range }: StudentFacts['input']): string {
  const scale = range === undefined ? '' : ', bytes divided by 255';
  return shape.length === 3 ? ` of an image, row by row and channel by channel in each pixel${scale}` : scale;
}

/** A text of somebody else on one line: Python and JavaScript end a comment at other characters than \n too. */
const oneLine = (value: string): string => value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');

/** A JSON text, which Python and JavaScript read alike, and which ends no script of a page. */
const text = (value: string): string => JSON.stringify(value).replaceAll('<', '\\u003c');

function list(values: readonly number[], [open, close]: '[]' | '()' = '[]'): string {
  return `${open}${values.join(', ')}${close}`;
}
