import type { Workflow } from '@aob/schemas'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { notify } from '../../ui/toast.tsx'
import { freeName } from './import-workflow.ts'
import type { Dropped, ReadFile } from './read-files.ts'

/** A picked file that another product wrote; it is translated, and shown before it is created. */
export interface ForeignFile {
  fileName: string
  value: unknown
}

/** Names in use, once they are known. */
type Names = () => Promise<ReadonlySet<string>>

const PASTED = 'What was pasted'

/** Import by file picker, by dropping files or folders on the page, and by pasting a workflow as text. */
export function useFileImport(names: Names, create: (workflow: Workflow, fileName: string) => void) {
  const picker = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [reading, setReading] = useState(false)
  const [foreign, setForeign] = useState<ForeignFile>()
  const [several, setSeveral] = useState<readonly ReadFile[]>()

  async function takeOne({ fileName, outcome }: ReadFile) {
    if (outcome.kind === 'refused') notify.error('Nothing was imported', outcome.reason)
    else if (outcome.kind === 'n8n') setForeign({ fileName, value: outcome.value })
    else create({ ...outcome.workflow, name: freeName(outcome.workflow.name, await names()) }, fileName)
  }
  async function take(read: () => Promise<readonly ReadFile[]>) {
    setReading(true)
    try {
      const files = await read()
      const [only, ...more] = files
      if (more.length > 0) setSeveral(files)
      else if (only) await takeOne(only)
    } catch (error) {
      notify.error('Nothing was imported', error instanceof Error ? error.message : String(error))
    } finally {
      setReading(false)
    }
  }
  const takeFiles = (files: readonly Dropped[]) => (files.length === 0 ? undefined : void take(async () => (await import('./read-files.ts')).readFiles(files)))
  usePastedText((text) =>
    take(async () => {
      const { readWorkflowText } = await import('./import-workflow.ts')
      const outcome = readWorkflowText(text, PASTED)
      const workflow = outcome.kind === 'ok' && outcome.workflow.name === PASTED ? { ...outcome.workflow, name: 'Pasted workflow' } : undefined
      return [{ fileName: PASTED, outcome: workflow ? { kind: 'ok', workflow } : outcome }]
    }),
  )
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
      takeFiles(droppedIn(event.dataTransfer))
    },
  }
  const input = (
    <input
      ref={picker}
      type="file"
      multiple
      accept=".json,application/json"
      aria-label="Workflow file"
      className="hidden"
      onChange={(event) => {
        takeFiles([...(event.target.files ?? [])])
        event.target.value = ''
      }}
    />
  )
  return {
    choose: () => picker.current?.click(),
    dropTarget,
    over,
    reading,
    input,
    foreign,
    several,
    putAway: () => {
      setForeign(undefined)
      setSeveral(undefined)
    },
  }
}

/** Folders are only to be had while the event lasts. */
function droppedIn({ items, files }: DataTransfer): Dropped[] {
  const entries = [...items].flatMap((item): Dropped[] => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null
    return entry ? [entry] : []
  })
  return entries.length > 0 ? entries : [...files]
}

/** Hears text that is pasted onto the page, where no field takes it and no dialog is open, and that looks like JSON. */
function usePastedText(take: (text: string) => void) {
  const latest = useRef(take)
  useEffect(() => {
    latest.current = take
  })
  useEffect(() => {
    const onPaste = ({ target, clipboardData }: ClipboardEvent) => {
      const text = clipboardData?.getData('text/plain') ?? ''
      if (target instanceof HTMLElement && target.closest('input, textarea, [contenteditable], [role=dialog]')) return
      if (/^\s*[[{]/.test(text) && !document.querySelector('[role=dialog]')) latest.current(text)
    }
    window.addEventListener('paste', onPaste)
    return () => window.removeEventListener('paste', onPaste)
  }, [])
}
