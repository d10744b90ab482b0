import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
  startCompletion,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching } from '@codemirror/language'
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state'
import { Decoration, EditorView, keymap, MatchDecorator, placeholder as placeholderOf, ViewPlugin } from '@codemirror/view'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { CODE_THEME } from '../../../ui/code/code-theme.ts'
import { asMember, completionsAt, expressionBefore, type KnownRoots } from './completions.ts'
import { EXPRESSION_MIME } from './expression-drag.ts'
import { INSERT_EVENT } from './insert-event.ts'
import type { TakenOver } from './taken-over.ts'
import { inJsonText, writtenReference } from './written-reference.ts'

export interface ExpressionInputProps {
  value: string
  onChange: (value: string) => void
  onBlur?: () => void
  roots: KnownRoots
  /** `template`: text with `{{ }}`; `json`: such texts within a JSON value; `expression`: CEL from the first character. */
  mode: 'template' | 'expression' | 'json'
  singleLine: boolean
  /** Least and most lines shown. */
  rows: number
  readOnly: boolean
  placeholder?: string
  label: string
  id: string
  describedBy?: string
  invalid?: boolean
  required?: boolean
  /** Somebody was in the control whose place this takes: they go on here. */
  takenOver?: TakenOver
}

const EXPRESSIONS = new MatchDecorator({ regexp: /\{\{.*?\}\}/g, decoration: Decoration.mark({ class: 'cm-expression' }) })
const MARK_EXPRESSIONS = ViewPlugin.define(
  (view) => ({
    decorations: EXPRESSIONS.createDeco(view),
    update(change) {
      this.decorations = EXPRESSIONS.updateDeco(change, this.decorations)
    },
  }),
  {
    decorations: (plugin) => plugin.decorations,
  },
)

/** Completion from what the node can read, by the pure `completionsAt`. */
function source(mode: ExpressionInputProps['mode'], rootsOf: () => KnownRoots) {
  return (context: CompletionContext): CompletionResult | null => {
    const text = context.state.sliceDoc(0, context.pos)
    const before = mode === 'expression' ? text : expressionBefore(text)
    const found = before === undefined ? undefined : completionsAt(before, rootsOf(), context.explicit)
    if (!found || before === undefined) return null
    const from = context.pos - (before.length - found.from)
    return {
      from,
      validFor: /^\w*$/,
      options: found.options.map((option) => {
        const { apply: written, overDot } = option.kind === 'field' ? asMember(option.apply) : { apply: option.apply, overDot: false }
        const apply = mode === 'json' ? inJsonText(written) : written
        return {
          label: option.label,
          detail: option.detail,
          boost: option.kind === 'function' ? -10 : 0,
          apply: (view: EditorView, _: unknown, start: number, end: number) => {
            const at = overDot ? start - 1 : start
            // Behind an empty pair of brackets or quotes the cursor goes inside.
            const inside = /\((""|''|)\)$/.exec(apply)
            const anchor = at + apply.length - (inside ? (inside[1] ?? '').length / 2 + 1 : 0)
            view.dispatch({ changes: { from: at, to: end, insert: apply }, selection: { anchor }, userEvent: 'input.complete' })
          },
        }
      }),
    }
  }
}

/** What is pasted into one line stands in one line, as in a field of the browser: an address is often copied with its line break. */
function inOneLine({ singleLine }: ExpressionInputProps): Extension {
  if (!singleLine) return []
  return [
    EditorView.clipboardInputFilter.of((text) => text.replace(/\s*[\r\n]+\s*$/, '').replace(/\s*[\r\n]+\s*/g, ' ')),
    EditorState.transactionFilter.of((transaction) => (transaction.isUserEvent('input') && transaction.newDoc.lines > 1 ? [] : transaction)),
  ]
}

function attributes({ label, id, describedBy, invalid, required, singleLine, readOnly }: ExpressionInputProps): Record<string, string> {
  return {
    id,
    'aria-label': label,
    'aria-multiline': String(!singleLine),
    ...(describedBy ? { 'aria-describedby': describedBy } : {}),
    ...(invalid ? { 'aria-invalid': 'true' } : {}),
    ...(required ? { 'aria-required': 'true' } : {}),
    ...(readOnly ? { 'aria-readonly': 'true' } : {}),
    'data-expression-editor': '',
    // What scrolls must be reachable: the text is, and says so.
    tabindex: '0',
  }
}

type Latest = React.RefObject<ExpressionInputProps>

function stateOf(props: ExpressionInputProps, latest: Latest, changing: Compartment, box: HTMLElement): EditorState {
  const { value, mode, singleLine } = props
  return EditorState.create({
    doc: value,
    extensions: [
      history(),
      closeBrackets(),
      bracketMatching(),
      autocompletion({ override: [source(mode, () => latest.current.roots)], icons: false, activateOnTyping: true }),
      Prec.high(keymap.of([{ key: 'Tab', run: acceptCompletion }])),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...(singleLine ? [{ key: 'Enter', run: () => true }] : []), ...defaultKeymap]),
      ...(mode === 'expression' ? [] : [MARK_EXPRESSIONS]),
      ...(singleLine ? [] : [EditorView.lineWrapping]),
      CODE_THEME,
      inOneLine(props),
      changing.of(changeable(props)),
      EditorView.updateListener.of((update) => {
        // While a word is being chosen, what stands there is not meant yet: it is not held against anybody.
        box.toggleAttribute('data-completing', completionStatus(update.state) === 'active')
        if (update.docChanged && !update.transactions.some((transaction) => transaction.isUserEvent('aob.outside')))
          latest.current.onChange(update.state.doc.toString())
      }),
      EditorView.domEventHandlers({ blur: () => latest.current.onBlur?.(), drop: (event, editor) => takeDrop(event, editor, mode) }),
    ],
  })
}

/** The expression the cursor stands in, up to it; undefined in the plain text of a template. */
function expressionAt(state: EditorState, mode: ExpressionInputProps['mode']): string | undefined {
  const text = state.sliceDoc(0, state.selection.main.head)
  return mode === 'expression' ? text : expressionBefore(text)
}

function goOn(editor: EditorView, { anchor, head, typed }: TakenOver, mode: ExpressionInputProps['mode'], roots: KnownRoots): void {
  const most = editor.state.doc.length
  editor.dispatch({ selection: { anchor: Math.min(anchor, most), head: Math.min(head, most) }, scrollIntoView: true })
  editor.focus()
  const before = typed ? expressionAt(editor.state, mode) : undefined
  if (before !== undefined && completionsAt(before, roots, false)) startCompletion(editor)
}

function insertInto(editor: EditorView, expression: string, mode: ExpressionInputProps['mode']): void {
  const inside = expressionAt(editor.state, mode) !== undefined
  const { doc, selection } = editor.state
  const text = writtenReference(expression, { mode, inside, before: doc.sliceString(0, selection.main.from) })
  editor.dispatch(editor.state.replaceSelection(text), { scrollIntoView: true })
  editor.focus()
}

/** What is dragged from the data beside the form is written where it is let go. */
function takeDrop(event: DragEvent, editor: EditorView, mode: ExpressionInputProps['mode']): boolean {
  const expression = event.dataTransfer?.getData(EXPRESSION_MIME)
  if (!expression || editor.state.readOnly) return false
  event.preventDefault()
  editor.dispatch({ selection: { anchor: editor.posAtCoords({ x: event.clientX, y: event.clientY }, false) } })
  insertInto(editor, expression, mode)
  return true
}

/** A field for text with expressions: completion from upstream data, brackets closed, expressions marked. */
export default function ExpressionInput(props: ExpressionInputProps) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | undefined>(undefined)
  const latest = useRef(props)
  latest.current = props
  const changing = useRef(new Compartment())
  const { value, mode } = props

  const open = () => {
    if (!box.current || view.current) return
    const editor = new EditorView({ parent: box.current, state: stateOf(props, latest, changing.current, box.current) })
    view.current = editor
    if (props.takenOver) goOn(editor, props.takenOver, mode, props.roots)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor lives as long as its field; what changes later reaches it below
  useLayoutEffect(() => {
    // Who is typing does not wait for a frame: a key pressed meanwhile would go to the page.
    if (props.takenOver) open()
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    open()
    const editor = view.current
    if (!editor) return
    const insert = ({ detail }: Event & { detail?: string }) => insertInto(editor, detail ?? '', mode)
    editor.contentDOM.addEventListener(INSERT_EVENT, insert)
    return () => {
      editor.destroy()
      view.current = undefined
    }
  }, [])

  // In the same turn as the value: a key pressed in between would be taken back.
  useLayoutEffect(() => {
    const editor = view.current
    const shown = editor?.state.doc.toString()
    // The document is the truth: undo or another person changed it under the field.
    if (editor && shown !== value) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value }, userEvent: 'aob.outside' })
  }, [value])
  const { label, id, describedBy, invalid, readOnly, placeholder } = props
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are all that `changeable` reads
  useEffect(
    () => view.current?.dispatch({ effects: changing.current.reconfigure(changeable(props)) }),
    [label, id, describedBy, invalid, readOnly, placeholder],
  )

  return <div ref={box} data-invalid={invalid || undefined} className="code-field" style={{ '--rows': props.rows } as React.CSSProperties} />
}

function changeable(props: ExpressionInputProps): Extension {
  return [
    EditorState.readOnly.of(props.readOnly),
    EditorView.editable.of(!props.readOnly),
    EditorView.contentAttributes.of(attributes(props)),
    ...(props.placeholder ? [placeholderOf(props.placeholder)] : []),
  ]
}
