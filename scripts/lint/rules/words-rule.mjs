/** Free relatives: clauses that stand for a thing instead of naming it. A comment that begins with one has to be read twice. */
const freeRelative =
  /^(What(ever)?|Whoever|Whose|How|So (many|long|much|far)|That which|(Whether|Where|When|By) what|Those who)\b/;

/** Clauses of a time, a place or a person, where they begin the comment of a thing; a line comment may begin with a condition. */
const freeRelativeOfThing = /^\*[\s*]*(When|Where|Which|Who)\b(?![(:])/;

/** References to the neighbour above, which a reader who sees this comment alone, as an editor shows it, does not have. */
const ellipsis = /^\*[\s*]*The same(?=[,.]| (for|of|in|with|where|without|before|by)\b)/;

/** Phrases of a private dialect, which the field has plain verbs for. */
const dialect =
  /\b((is|are|was|were|be) (said|told)( of)?|told of|(come|comes|came) by|(has|have) (its|their) turn|for want of|done without|come into question)\b/i;

/** Judges the text of one comment. Gives a sentence about its first words or a phrase in it, else undefined. */
export function judgeComment(text) {
  const begins = freeRelative.exec(text.replace(/^[\s*/]+/, '')) ?? freeRelativeOfThing.exec(text);
  const first = begins?.[1] ?? begins?.[0];
  if (first !== undefined) return `begin a comment with a noun or a verb that names the thing, not with '${first}'`;
  if (ellipsis.test(text))
    return "name the thing that a comment is about: its reader may not see the one above 'The same'";
  const [phrase] = dialect.exec(text.replaceAll(/\s+(?:[*#]\s*)?/g, ' ')) ?? [];
  return phrase === undefined ? undefined : `name in a comment what is done in a verb of the field, not by '${phrase}'`;
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
