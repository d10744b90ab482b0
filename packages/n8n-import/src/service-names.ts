/** Names that are not spelt as their types are, as n8n's own palette has them. */
const SPELT: Readonly<Record<string, string>> = {
  awsS3: 'AWS S3',
  clickUp: 'ClickUp',
  dateTime: 'Date & Time',
  ftp: 'FTP',
  github: 'GitHub',
  gitlab: 'GitLab',
  graphql: 'GraphQL',
  hubspot: 'HubSpot',
  linkedIn: 'LinkedIn',
  microsoftOneDrive: 'Microsoft OneDrive',
  mongoDb: 'MongoDB',
  mySql: 'MySQL',
  openWeatherMap: 'OpenWeatherMap',
  quickbooks: 'QuickBooks Online',
  readWriteFile: 'Read/Write Files from Disk',
  rssFeedRead: 'RSS Read',
  sendGrid: 'SendGrid',
  ssh: 'SSH',
  whatsApp: 'WhatsApp Business Cloud',
  wordpress: 'WordPress',
  xml: 'XML',
  youTube: 'YouTube',
}

/** `googleSheets` is called Google Sheets by everybody. */
export function serviceOf({ type }: { type: string }): string {
  const key = type.replace(/^.*\./, '')
  if (Object.hasOwn(SPELT, key)) return SPELT[key] ?? key
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
