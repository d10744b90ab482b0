import { type ImportOutcome, readWorkflowText } from './import-workflow.ts'

/** A picked, dropped or pasted file, and what it holds. */
export interface ReadFile {
  fileName: string
  outcome: ImportOutcome
}

/** What was dropped: files, and folders that hold some. */
export type Dropped = File | FileSystemEntry

/** Beyond that many somebody has dropped the wrong folder. */
export const MOST_FILES = 200
/** As much as a stored document may have; a file of more is not even read. */
const MAX_BYTES = 32_000_000

const refused = (reason: string): ImportOutcome => ({ kind: 'refused', reason })

/** Reads them all, those in folders too. */
export async function readFiles(dropped: readonly Dropped[]): Promise<ReadFile[]> {
  const found = (await Promise.all(dropped.map(filesIn))).flat()
  const files = found.slice(0, MOST_FILES)
  const read = await Promise.all(files.map(async (file): Promise<ReadFile> => ({ fileName: file.name, outcome: await readFile(file) })))
  const [only] = dropped
  if (read.length === 0) return [{ fileName: only?.name ?? 'What was dropped', outcome: refused(`${only?.name ?? 'What was dropped'} holds no JSON files.`) }]
  const more = found.length - files.length
  return more === 0 ? read : [...read, { fileName: `${more} more`, outcome: refused(`At most ${MOST_FILES} files are read at once.`) }]
}

async function filesIn(dropped: Dropped): Promise<File[]> {
  if (dropped instanceof File) return [dropped]
  if (isFile(dropped)) return [await new Promise<File>((resolve, reject) => dropped.file(resolve, reject))]
  return isFolder(dropped) ? await jsonFilesOf(dropped) : []
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

/** Of a folder only what may be a workflow is taken: the rest was not meant. */
async function jsonFilesOf(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader()
  const entries: FileSystemEntry[] = []
  // A reader gives some at a time, and none when there are no more.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) break
    entries.push(...some)
    if (entries.length > 10 * MOST_FILES) break
  }
  const wanted = entries.filter(({ isDirectory, name }) => (isDirectory ? !/^(\.|node_modules$)/.test(name) : /\.json$/i.test(name)))
  const found = await Promise.all(wanted.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })).map(filesIn))
  return found.flat()
}

async function readFile(file: File): Promise<ImportOutcome> {
  if (file.size > MAX_BYTES) return refused(`${file.name} has ${Math.round(file.size / 1e6)} MB; a workflow has at most ${MAX_BYTES / 1e6}.`)
  try {
    return readWorkflowBytes(new Uint8Array(await file.arrayBuffer()), file.name)
  } catch (error) {
    // A folder whose browser shows it as a file, or a file that is gone or may not be read.
    return refused(`${file.name} could not be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Reads the bytes of a file in the encoding its first ones tell: some tools write UTF-16. */
export function readWorkflowBytes(bytes: Uint8Array, fileName: string): ImportOutcome {
  if (bytes.length === 0) return refused(`${fileName} is empty.`)
  if (startsWith(bytes, 0x50, 0x4b)) return refused(`${fileName} is a ZIP archive: unpack it, and drop the files or the folder here.`)
  const encoding = encodingOf(bytes)
  const text = new TextDecoder(encoding).decode(bytes)
  if (text.trim() === '') return refused(`${fileName} is empty.`)
  if (encoding === 'utf-8' && text.slice(0, 1000).includes('\u0000')) return refused(`${fileName} is no text, so it holds no workflow.`)
  return readWorkflowText(text, fileName)
}

const startsWith = (bytes: Uint8Array, ...first: number[]): boolean => first.every((byte, index) => bytes[index] === byte)

function encodingOf(bytes: Uint8Array): string {
  // Without a mark, the zero beside the first bracket tells it.
  if (startsWith(bytes, 0xff, 0xfe) || (bytes[0] === 0x7b && bytes[1] === 0)) return 'utf-16le'
  if (startsWith(bytes, 0xfe, 0xff) || (bytes[0] === 0 && bytes[1] === 0x7b)) return 'utf-16be'
  return 'utf-8'
}
