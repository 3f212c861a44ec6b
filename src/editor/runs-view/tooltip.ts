import * as vscode from 'vscode';
import { describeModel, describeTeachers, objectiveOfRun, unreadableConfig } from '../../config';
import { publishedFacts } from '../../data-sources';
import { describeChanges, inputRows, type RunSummary } from '../../runs';
import { describeFailure, describeProgress, describeResult } from '../../panel';
import { formatDate, formatFacts, formatMarks, formatRunLabel, formatStatusInFull } from '../../wording';

/** Tooltip with the facts of a run. Texts from files are appended as text, never as Markdown. */
export function describeInFull(run: RunSummary): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const line = (label: string, value: string | undefined): void => {
    if (value === undefined || value === '') return;
    text.appendMarkdown(`**${label}** `);
    text.appendText(value);
    text.appendMarkdown('\n\n');
  };
  const config = run.manifest?.config;
  text.appendText(`${formatRunLabel(run)} (${run.id})\n`);
  text.appendMarkdown('\n\n');
  line('Marks', formatMarks({ ...run.marks, note: '' }));
  line('Note', run.marks?.note);
  line('Status', formatFacts([formatStatusInFull(run), describeProgress(run)]));
  line('Result', describeResult(run));
  line('Failure', describeFailure(run));
  if (config === undefined) return text;
  const problem = unreadableConfig(config);
  line('Problem', problem);
  if (problem === undefined) {
    line('Objective', objectiveOfRun(config));
    line('Teacher', describeTeachers(config, publishedFacts(config.data)));
  }
  for (const [input, sha256] of inputRows(run.progress.inputs)) {
    if (input.startsWith('teacher')) line('SHA-256', `${sha256}: ${input}`);
  }
  if (problem === undefined) line('Student', describeModel(config.student.model, publishedFacts(config.data)));
  line('Engine', run.progress.engine);
  line('Changed inputs', describeChanges(run.progress.inputChanges));
  line('Started', formatDate(run.createdAt));
  return text;
}
