/** The words of the command that the program printed beside a label, as a person copies them off the screen. */
export function printedCommand(text: string, label: string): string[] {
  const line = text.split('\n').find((each) => new RegExp(`${label}:? +campaign `).test(each));
  const command = /\bcampaign (.+)$/.exec(line ?? '')?.[1];
  if (command === undefined) throw new Error(`there is no command beside "${label}" in:\n${text}`);
  return command.split(' ');
}
