import { type Block, blocksOf, type Inline } from './markdown.ts'

/** Markdown as elements; nothing in it becomes HTML. */
export function MarkdownText({ source }: { source: string }) {
  // Blocks of a text have no identity of their own: they are read anew with every change.
  // biome-ignore lint/suspicious/noArrayIndexKey: see above
  return blocksOf(source).map((block, index) => <BlockView key={index} block={block} />)
}

function BlockView({ block }: { block: Block }) {
  if (block.kind === 'code') return <pre className="my-1 overflow-x-auto rounded-md bg-surface p-2 font-mono text-xs">{block.text}</pre>
  if (block.kind === 'heading') return <p className={block.level === 1 ? 'font-semibold text-lg' : 'font-semibold text-base'}>{inlines(block.inlines)}</p>
  if (block.kind === 'paragraph') return <p className="whitespace-pre-wrap break-words">{inlines(block.inlines)}</p>
  const List = block.ordered ? 'ol' : 'ul'
  return (
    <List className={block.ordered ? 'list-decimal pl-5' : 'list-disc pl-5'}>
      {block.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items are known by their place
        <li key={index}>{inlines(item)}</li>
      ))}
    </List>
  )
}

function inlines(parts: readonly Inline[]) {
  // biome-ignore lint/suspicious/noArrayIndexKey: stretches of a line are known by their place
  return parts.map((part, index) => <InlineView key={index} part={part} />)
}

function InlineView({ part }: { part: Inline }) {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'strong':
      return <strong>{part.text}</strong>
    case 'em':
      return <em>{part.text}</em>
    case 'code':
      return <code className="rounded bg-surface px-1 font-mono text-xs">{part.text}</code>
    case 'link':
      return (
        <a href={part.href} target="_blank" rel="noreferrer noopener" className="text-accent-text underline">
          {part.text}
        </a>
      )
  }
}
