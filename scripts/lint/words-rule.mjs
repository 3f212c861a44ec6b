/** Free relatives: clauses that stand for a thing instead of naming it. A comment that begins with one has to be read twice. */
const freeRelative =
  /^(What(ever)?|Whoever|Whose|How|So (many|long|much|far)|That which|(Whether|Where|When|By) what|Those who)\b/;

/** Judges the text of one comment. Gives a sentence when it begins with a free relative, else undefined. */
export function judgeComment(text) {
  const [found] = freeRelative.exec(text.replace(/^[\s*/]+/, '')) ?? [];
  return found === undefined
    ? undefined
    : `begin a comment with a noun or a verb that names the thing, not with '${found}'`;
}

/** First lines of the comments of a file. Line comments below one another in one column are one comment. */
function firstLines(comments) {
  return comments.filter((comment, index) => {
    const before = comments[index - 1];
    const isBelow = before?.type === 'Line' && comment.type === 'Line';
    const { line, column } = comment.loc.start;
    return !isBelow || before.loc.start.line + 1 !== line || before.loc.start.column !== column;
  });
}

export default {
  meta: { type: 'suggestion', schema: [], messages: { broken: 'House rule: {{sentence}}.' } },
  create(context) {
    return {
      Program() {
        for (const comment of firstLines(context.sourceCode.getAllComments())) {
          const sentence = judgeComment(comment.value);
          if (sentence !== undefined) context.report({ loc: comment.loc, messageId: 'broken', data: { sentence } });
        }
      },
    };
  },
};
