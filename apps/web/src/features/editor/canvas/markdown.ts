import { visibleText } from '../../../ui/literal-text.ts'

/** A stretch of text within a line. */
export type Inline = { kind: 'text' | 'strong' | 'em' | 'code'; text: string } | { kind: 'link'; text: string; href: string }

export type Block =
  | { kind: 'heading'; level: 1 | 2 | 3; inlines: Inline[] }
  | { kind: 'paragraph'; inlines: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'code'; text: string }

const INLINE = /\*\*([^*\n]+)\*\*|\*([^*\n]+)\*|`([^`\n]+)`|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/g

/** Bold, italics, code and http links; anything else is literal text. */
export function inlinesOf(line: string): Inline[] {
  const inlines: Inline[] = []
  let from = 0
  for (const match of line.matchAll(INLINE)) {
    const [whole, strong, em, code, text, href] = match
    if (match.index > from) inlines.push({ kind: 'text', text: line.slice(from, match.index) })
    if (strong !== undefined) inlines.push({ kind: 'strong', text: strong })
    else if (em !== undefined) inlines.push({ kind: 'em', text: em })
    else if (code !== undefined) inlines.push({ kind: 'code', text: code })
    else inlines.push({ kind: 'link', text: text ?? '', href: href ?? '' })
    from = match.index + whole.length
  }
  if (from < line.length) inlines.push({ kind: 'text', text: line.slice(from) })
  return inlines
}

const HEADING = /^(#{1,3})\s+(.*)$/
const ITEM = /^\s*(?:[-*]|(\d+)\.)\s+(.*)$/

/** The markdown people write on notes: headings, lists, code, paragraphs. HTML is text like any other, and what would turn the text is shown. */
export function blocksOf(source: string): Block[] {
  const blocks: Block[] = []
  const lines = visibleText(source.replace(/\r\n?/g, '\n')).split('\n')
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line.startsWith('```')) {
      const end = lines.findIndex((other, at) => at > index && other.startsWith('```'))
      const last = end < 0 ? lines.length : end
      blocks.push({ kind: 'code', text: lines.slice(index + 1, last).join('\n') })
      index = last
      continue
    }
    addLine(blocks, line, lines[index - 1])
  }
  return blocks
}

function addLine(blocks: Block[], line: string, before: string | undefined): void {
  if (line.trim() === '') return
  const heading = HEADING.exec(line)
  const item = ITEM.exec(line)
  const last = blocks.at(-1)
  if (heading) blocks.push({ kind: 'heading', level: (heading[1]?.length ?? 1) as 1 | 2 | 3, inlines: inlinesOf(heading[2] ?? '') })
  else if (item) {
    const ordered = item[1] !== undefined
    if (last?.kind === 'list' && last.ordered === ordered) last.items.push(inlinesOf(item[2] ?? ''))
    else blocks.push({ kind: 'list', ordered, items: [inlinesOf(item[2] ?? '')] })
  } else if (last?.kind === 'paragraph' && before?.trim()) last.inlines.push({ kind: 'text', text: '\n' }, ...inlinesOf(line))
  else blocks.push({ kind: 'paragraph', inlines: inlinesOf(line) })
}

/** What a note goes by: its first line with words, without the marks of a heading. */
export function noteName(text: string): string {
  const line = text.split('\n').find((one) => one.trim() !== '') ?? ''
  return `Note: ${line.replace(/^#+\s+/, '').trim() || 'empty'}`
}
