import { Command } from 'cmdk'
import { useMemo } from 'react'
import { announce } from '../../../ui/announcer.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import type { EarlyWords } from '../../../ui/commands/early-typing.ts'
import { caretToEnd, TakeChosen } from '../../../ui/commands/taken-early.tsx'
import { useFocusBack } from '../../../ui/use-focus-back.ts'
import { useEditor } from '../editor-context.ts'
import { nodeById } from '../model/document-edit.ts'
import { connect } from '../model/gestures.ts'
import { TypeIcon } from '../panels/type-icon.tsx'
import { offeredConnections, possibleConnections } from './possible-connections.ts'

export interface ConnectMenuProps {
  /** What is typed; confirmed when Enter came before the list did. */
  words: EarlyWords
  onWords: (words: EarlyWords) => void
  onClose: () => void
}

/** Connecting without a pointer: type the target's name, Enter connects. */
export function ConnectMenu({ words, onWords, onClose }: ConnectMenuProps) {
  useFocusBack(true)
  const { store } = useEditor()
  const { document, selection } = store.getState()
  const [from] = selection.nodes
  const source = from === undefined ? undefined : nodeById(document, from)
  const { query, confirmed } = words
  const all = useMemo(() => (from === undefined ? [] : possibleConnections(document, from)), [document, from])
  const { offers, more } = useMemo(() => offeredConnections(all, query), [all, query])
  return (
    <Command.Dialog
      open
      onOpenChange={onClose}
      loop
      shouldFilter={false}
      label={source ? `Connect ${nodeTitle(source)} to` : 'Connect'}
      overlayClassName="fixed inset-0 z-40 bg-[var(--overlay)]"
      contentClassName="pop-in fixed top-[14vh] left-1/2 z-50 w-[min(440px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-2xl border border-line bg-surface shadow-dialog"
    >
      <Command.Input
        value={query}
        onValueChange={(next) => onWords({ query: next, confirmed: false })}
        onFocus={(event) => caretToEnd(event.currentTarget)}
        placeholder={source ? `Connect ${nodeTitle(source)} to…` : 'Select a node first, then press C'}
        className="h-12 w-full border-line border-b bg-transparent px-4 text-lg outline-none placeholder:text-ink-3"
      />
      <Command.List className="max-h-[min(360px,60vh)] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-6 text-center text-ink-2 text-sm">
          {!source
            ? 'Select the node the connection starts from.'
            : all.length === 0
              ? 'There is no node it could lead to.'
              : `No node it could lead to goes by “${query}”.`}
        </Command.Empty>
        {confirmed ? <TakeChosen query={query} /> : null}
        {offers.map((offer) => (
          <Command.Item
            key={`${offer.fromPort}:${offer.to}`}
            value={`${offer.label} ${offer.to} ${offer.fromPort}`}
            onSelect={() => {
              connect(store, offer)
              announce(`Connected to ${offer.label}`)
              onClose()
            }}
            className="flex h-9 cursor-pointer items-center gap-3 rounded-lg px-3 data-[selected=true]:bg-surface-3"
          >
            <TypeIcon type={offer.type} small />
            <span className="truncate">{offer.label}</span>
          </Command.Item>
        ))}
        {more > 0 ? <p className="px-3 py-2 text-ink-3 text-sm">{more.toLocaleString('en')} more; type on to find them.</p> : null}
      </Command.List>
    </Command.Dialog>
  )
}
