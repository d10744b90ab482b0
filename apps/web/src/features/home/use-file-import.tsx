import type { Workflow } from '@aob/schemas'
import { type DragEvent, useRef, useState } from 'react'
import { notify } from '../../ui/toast.tsx'
import { freeName, readWorkflowText } from './import-workflow.ts'

/** A picked file that another product wrote; it is translated, and shown before it is created. */
export interface ForeignFile {
  fileName: string
  value: unknown
}

/** Import by file picker or by dropping a file on the page. */
export function useFileImport(taken: ReadonlySet<string>, create: (workflow: Workflow, fileName: string) => void) {
  const picker = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [reading, setReading] = useState(false)
  const [foreign, setForeign] = useState<ForeignFile>()
  async function take(file: File | undefined) {
    if (!file) return
    setReading(true)
    const text = await file.text().finally(() => setReading(false))
    const outcome = readWorkflowText(text, file.name)
    if (outcome.kind === 'refused') notify.error('Nothing was imported', outcome.reason)
    else if (outcome.kind === 'n8n') setForeign({ fileName: file.name, value: outcome.value })
    else create({ ...outcome.workflow, name: freeName(outcome.workflow.name, taken) }, file.name)
  }
  const dropTarget = {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      setOver(false)
      void take(event.dataTransfer.files[0])
    },
  }
  const input = (
    <input
      ref={picker}
      type="file"
      accept=".json,application/json"
      aria-label="Workflow file"
      className="hidden"
      onChange={(event) => {
        void take(event.target.files?.[0])
        event.target.value = ''
      }}
    />
  )
  return { choose: () => picker.current?.click(), dropTarget, over, reading, input, foreign, putAway: () => setForeign(undefined) }
}
