/** The recipients of a new campaign: two rows, written in two of the ways that are understood. */
export const STARTER_CSV = `phone,first_name
+14155550101,Ada
(212) 555-0102,Grace
`;

/** The options of a new campaign, with what a beginner needs to know of each. */
export function toStarterYaml(name: string): string {
  return `# The campaign ${name}, beside its file ${name}.csv.
# Each key is a flag of \`campaign run --help\` in camelCase; a flag wins over the line here.
# After a change, look before you send: campaign plan campaigns/${name}.csv

# The number that sends. \`campaign numbers\` lists yours; this one is the sandbox's.
from: +16505550100

# The message. {{first_name}} is filled from that column; behind the bar stands what is said where it is empty.
# Say who you are and how to stop. Keep the quotes: without them YAML trips over : and #.
text: "Hi {{first_name|there}}, this is Example Co: our sale starts today. Reply STOP to opt out."

# Numbers without + are read as numbers of this country. Without this line such rows are rejected, never guessed.
defaultCountry: US

# The most that a run may cost, in USD: it stops before the batch that could pass it.
maxCost: 25

# What else is often needed; take the # at the beginning away:
# window: Mon-Fri 09:00-18:00
#   when phones may buzz, in each recipient's own time; never beyond the law
# batchSize: 500
#   how many are submitted at once; a submitted batch can't be called back
# minDelivered: 95%
#   exit code 3 below it, for cron
# exclude: [campaigns/never.csv]
#   a file of numbers that are not to be texted
# price: 0.0075
#   what a segment costs you, for better estimates
`;
}

/** What a workspace needs for real messages, with a place for each secret and none in it. */
export const ENV_EXAMPLE = `# Copy this to .env, fill it in, and keep it to yourself: chmod 600 .env
# The sandbox needs none of it. Where the values come from: docs/going-live.md
RC_SERVER_URL=https://platform.ringcentral.com
RC_APP_CLIENT_ID=
RC_APP_CLIENT_SECRET=
RC_USER_JWT=
`;

/** What of a workspace belongs in no repository: state with phone numbers, secrets, reports. */
export const IGNORED = ['.campaign/', '.env', 'reports/'] as const;
