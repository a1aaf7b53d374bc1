// The colours of mails. They are those of the tokens, written out: mail programs know no variables, and a test holds
// the two against each other.

export type MailColour =
  | 'background'
  | 'sheet'
  | 'ink'
  | 'soft'
  | 'line'
  | 'deep'
  | 'deep-soft'
  | 'on-deep'
  | 'spark'
  | 'go'
  | 'on-go'
  | 'code'
  | 'code-background'
  | 'bad'

/** For every mail program. */
export const MAIL_LIGHT: Record<MailColour, string> = {
  background: '#eef4f1',
  sheet: '#ffffff',
  ink: '#12282a',
  soft: '#48605f',
  line: '#d0ddd8',
  deep: '#0d3a3c',
  'deep-soft': '#b8d6cd',
  'on-deep': '#f1f9f5',
  spark: '#4fd08a',
  go: '#0b7238',
  'on-go': '#ffffff',
  code: '#0a6b2d',
  'code-background': '#e9f7ee',
  bad: '#a11f17',
}

/** For those that tell that the reader prefers dark, and take our word for what it looks like. */
export const MAIL_DARK: Record<MailColour, string> = {
  background: '#0b1517',
  sheet: '#132124',
  ink: '#e6f1ee',
  soft: '#a9beb9',
  line: '#2c4043',
  deep: '#082628',
  'deep-soft': '#a9c9c1',
  'on-deep': '#eaf6f1',
  spark: '#4fd08a',
  go: '#3ecb7c',
  'on-go': '#04180c',
  code: '#4ade80',
  'code-background': '#0b1220',
  bad: '#ff9f95',
}
