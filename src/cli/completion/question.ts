/** Before the words that a shell asks about. The scripts of `campaign completion` say it; no person does. */
export const QUESTION = '--get-completions';
