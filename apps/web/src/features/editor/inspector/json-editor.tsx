import { CircleAlert } from 'lucide-react'
import { useJsonText } from '../../../ui/forms/use-json-text.ts'
import { TextArea } from '../../../ui/text-area.tsx'
import { type JsonShape, shapeFault } from './json-shape.ts'

export interface JsonEditorProps {
  label: string
  /** Of what is edited; the whole workflow has none. */
  pointer: string
  value: unknown
  shape: JsonShape
  onChange: (value: unknown) => void
  onDone: () => void
}

/** Text of a part of the document. What does not parse or fit stays text; the graph keeps the last state that did. */
export function JsonEditor(props: JsonEditorProps) {
  const { label, pointer, value, shape, onChange, onDone } = props
  const json = useJsonText({ value, pointer, onChange, check: (typed) => shapeFault(shape, typed) })
  return (
    <div className="flex h-full flex-col gap-2 p-3">
      <TextArea
        aria-label={label}
        aria-invalid={json.fault !== undefined}
        mono
        wrap="off"
        value={json.text}
        onBlur={onDone}
        onChange={(event) => json.type(event.target.value)}
        className="min-h-64 flex-1 resize-none!"
      />
      <p role="status" className="min-h-5 text-sm">
        {json.fault ? (
          <span className="flex items-start gap-1 text-danger">
            <CircleAlert aria-hidden size={14} className="mt-0.5 shrink-0" />
            {json.fault} The canvas keeps the last valid state.
          </span>
        ) : (
          <span className="text-ink-3">In step with the canvas.</span>
        )}
      </p>
    </div>
  )
}
