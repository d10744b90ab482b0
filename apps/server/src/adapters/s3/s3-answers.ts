/** One object of a listing. */
export interface ListedObject {
  key: string
  modifiedAt: number
}

export interface ListedPage {
  objects: ListedObject[]
  /** Where the next page begins; undefined on the last one. */
  next: string | undefined
}

/** The code of an error answer, such as `NoSuchKey`; undefined where the body says none. */
export function errorCodeOf(xml: string): string | undefined {
  return /<Error\b/.test(xml) ? textOf(xml, 'Code') : undefined
}

/** Reads one page of ListObjectsV2. Undefined when it is none: whoever answered is no such service. */
export function listedPage(xml: string): ListedPage | undefined {
  if (!/<ListBucketResult\b/.test(xml)) return undefined
  const objects: ListedObject[] = []
  for (const [, content = ''] of xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)) {
    const key = textOf(content, 'Key')
    const modifiedAt = Date.parse(textOf(content, 'LastModified') ?? '')
    if (key === undefined || Number.isNaN(modifiedAt)) return undefined
    objects.push({ key, modifiedAt })
  }
  const next = textOf(xml, 'IsTruncated') === 'true' ? textOf(xml, 'NextContinuationToken') : undefined
  return { objects, next }
}

function textOf(xml: string, element: string): string | undefined {
  const found = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)
  return found?.[1] === undefined ? undefined : unescaped(found[1])
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}
