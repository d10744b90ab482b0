import { describe, expect, it } from 'vitest'
import { plannedFiles } from './planned-files.ts'
import { readFiles, readWorkflowBytes } from './read-files.ts'

const text = '{"name":"größe","nodes":[],"edges":[]}'
const utf8 = new TextEncoder().encode(text)
const utf16 = (littleEndian: boolean, mark: boolean) => {
  const view = new DataView(new ArrayBuffer(2 * (text.length + (mark ? 1 : 0))))
  ;[...(mark ? ['\ufeff'] : []), ...text].forEach((letter, index) => {
    view.setUint16(2 * index, letter.charCodeAt(0), littleEndian)
  })
  return new Uint8Array(view.buffer)
}

describe('the bytes of a file', () => {
  it.each([
    ['UTF-8', utf8],
    ['UTF-8 with a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8)],
    ['UTF-16 as PowerShell writes it', utf16(true, true)],
    ['UTF-16 the other way round', utf16(false, true)],
    ['UTF-16 without a mark', utf16(true, false)],
    ['UTF-16 the other way round, without a mark', utf16(false, false)],
  ])('%s is read', (_, bytes) => {
    expect(readWorkflowBytes(bytes, 'a.json')).toMatchObject({ kind: 'ok', workflow: { name: 'gro e', description: 'größe' } })
  })

  it.each([
    ['an archive', Uint8Array.of(0x50, 0x4b, 3, 4), 'is a ZIP archive'],
    ['nothing', Uint8Array.of(), 'is empty'],
    ['blanks', new TextEncoder().encode(' \n'), 'is empty'],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13), 'is no text'],
    ['another text', new TextEncoder().encode('name,age'), 'is not JSON'],
  ])('%s is refused in words', (_, bytes, words) => {
    expect(readWorkflowBytes(bytes, 'a.json')).toMatchObject({ kind: 'refused', reason: expect.stringContaining(`a.json ${words}`) })
  })
})

const entry = (name: string, more: object) => ({ name, isFile: false, isDirectory: false, ...more }) as unknown as FileSystemEntry
const fileEntry = (name: string, content: string) => entry(name, { isFile: true, file: (done: (file: File) => void) => done(new File([content], name)) })
function folder(name: string, entries: FileSystemEntry[]) {
  return entry(name, {
    isDirectory: true,
    createReader: () => {
      // As browsers do: a few at a time.
      const rest = [...entries]
      return { readEntries: (done: (some: FileSystemEntry[]) => void) => done(rest.splice(0, 2)) }
    },
  })
}

describe('what is dropped', () => {
  it('is read from folders, too, by name, and what is no JSON there was not meant', async () => {
    const inner = folder('more', [fileEntry('c.json', text)])
    const read = await readFiles([folder('all', [fileEntry('b10.json', text), fileEntry('b2.json', text), fileEntry('a.png', ''), inner])])
    expect(read.map(({ fileName, outcome }) => [fileName, outcome.kind])).toEqual([
      ['b2.json', 'ok'],
      ['b10.json', 'ok'],
      ['c.json', 'ok'],
    ])
  })

  it('is a folder without any, or a file of more than a workflow has: said so', async () => {
    expect(await readFiles([folder('pictures', [])])).toMatchObject([{ outcome: { kind: 'refused', reason: 'pictures holds no JSON files.' } }])
    const huge = new File([], 'huge.json')
    Object.defineProperty(huge, 'size', { value: 33_000_000 })
    expect(await readFiles([huge])).toMatchObject([{ outcome: { kind: 'refused', reason: expect.stringContaining('huge.json has 33 MB') } }])
  })

  it('may not be readable', async () => {
    const gone = new File([text], 'gone.json')
    gone.arrayBuffer = () => Promise.reject(new Error('It is gone.'))
    expect(await readFiles([gone])).toMatchObject([{ outcome: { kind: 'refused', reason: 'gone.json could not be read: It is gone.' } }])
  })

  it('gets names of its own, also where several have one name', () => {
    const ok = (name: string) => ({
      fileName: `${name}.json`,
      outcome: { kind: 'ok' as const, workflow: { schemaVersion: 1 as const, name, nodes: [], edges: [] } },
    })
    const n8n = { nodes: [{ name: 'Sheet', type: 'n8n-nodes-base.googleSheets', position: [0, 0], parameters: {} }], connections: {} }
    const planned = plannedFiles(
      [
        ok('Orders'),
        ok('Orders'),
        { fileName: 'From there.json', outcome: { kind: 'n8n', value: n8n } },
        { fileName: 'x', outcome: { kind: 'refused', reason: 'No.' } },
      ],
      new Set(['Orders']),
    )
    expect(planned.map(({ workflow, words }) => [workflow?.name, words])).toEqual([
      ['Orders 2', '0 steps'],
      ['Orders 3', '0 steps'],
      ['From there', 'From n8n: 1 step, 1 of them kept as they were, and passed by in a run'],
      [undefined, 'No.'],
    ])
  })
})
