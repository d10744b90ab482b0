import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, foldGutter, foldKeymap } from '@codemirror/language'
import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { CODE_COLOURS } from '../../../ui/code/code-colours.ts'
import { CODE_THEME } from '../../../ui/code/code-theme.ts'
import { changedStretch, faultAt } from './json-places.ts'

export interface JsonCodeProps {
  label: string
  text: string
  /** Something typed has not been read yet: the text given here is behind. */
  isBehind: () => boolean
  /** What is selected, and where it stands. Brought into view once for each selection: typing elsewhere never moves the cursor. */
  chosen?: string
  shown?: { from: number; to: number }
  fault?: { reason: string }
  onType: (text: string) => void
  /** The person moved the cursor. */
  onCursor: (offset: number) => void
  onBlur: () => void
}

function diagnostics({ fault, text }: JsonCodeProps): Diagnostic[] {
  const at = fault && faultAt(text)
  if (!fault || at === undefined) return []
  const from = Math.min(at, text.length)
  return [{ from, to: Math.min(from + 1, text.length), severity: 'error', message: fault.reason }]
}

/** The text of a whole document, with line numbers, folding and marked faults. */
export default function JsonCode(props: JsonCodeProps) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | undefined>(undefined)
  const latest = useRef(props)
  latest.current = props
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor lives as long as its panel; what changes later reaches it below
  useEffect(() => {
    if (!box.current) return
    const editor = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: props.text,
        extensions: [
          lineNumbers(),
          foldGutter(),
          history(),
          drawSelection(),
          bracketMatching(),
          highlightActiveLine(),
          json(),
          CODE_COLOURS,
          keymap.of([...foldKeymap, ...historyKeymap, ...defaultKeymap]),
          CODE_THEME,
          EditorView.contentAttributes.of({ 'aria-label': props.label, tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            const outside = update.transactions.some((transaction) => transaction.isUserEvent('aob.outside'))
            if (outside) return
            if (update.docChanged) latest.current.onType(update.state.doc.toString())
            if (update.selectionSet || update.docChanged) latest.current.onCursor(update.state.selection.main.head)
          }),
          EditorView.domEventHandlers({ blur: () => latest.current.onBlur() }),
        ],
      }),
    })
    view.current = editor
    return () => editor.destroy()
  }, [])
  const { text, chosen, shown, fault } = props
  const seen = useRef<string | undefined>(undefined)
  // In the same turn as the text: a key pressed in between would be taken back.
  useLayoutEffect(() => {
    const editor = view.current
    if (latest.current.isBehind()) return
    const change = editor && changedStretch(editor.state.doc.toString(), text)
    if (change) editor.dispatch({ changes: change, userEvent: 'aob.outside' })
  }, [text])
  useEffect(() => {
    const editor = view.current
    if (chosen === undefined) seen.current = undefined
    if (!editor || !shown || chosen === seen.current || shown.to > editor.state.doc.length) return
    seen.current = chosen
    const { head } = editor.state.selection.main
    if (head >= shown.from && head <= shown.to) return
    editor.dispatch({
      selection: { anchor: shown.from },
      effects: EditorView.scrollIntoView(shown.from, { y: 'start', yMargin: 24 }),
      userEvent: 'aob.outside',
    })
  }, [chosen, shown])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the fault is all that changes what is marked
  useEffect(() => {
    const editor = view.current
    if (editor) editor.dispatch(setDiagnostics(editor.state, diagnostics({ ...props, text: editor.state.doc.toString() })))
  }, [fault])
  return <div ref={box} className="json-code h-full" />
}
