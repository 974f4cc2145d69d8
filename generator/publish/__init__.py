"""The only writer: decide on a word for every file, then make the whole run visible, or nothing of it.

`decide` reads the disk and says `create`, `identical`, `update`, `edited`, `obsolete` or `absent` for each file;
`diff` shows what would change; `publish` writes. What holds if the process, or the machine, dies at any moment:

1. All changes of a run are first written to a redo log, `.stowplan/journal` (mode 0600, for it may hold secrets).
   Before it is complete, nothing has changed; from then on, the next run completes the change before it does anything
   else. If somebody changed one of the files in between, the log is discarded and the files are judged as they are.
2. Every single file is replaced by a rename, so no file is ever half written.
3. Environment files are replaced first, so new settings never miss a variable.
4. The generated package, when more than one of its files changes, is built completely beside the old one and the two
   folders are exchanged in one step (`renameat2` on Linux, `renamex_np` on macOS): Django sees the old package or the
   new one, never parts of both. Files of others in that folder are carried over as hard links, `__pycache__` is not.
5. Where folders cannot be exchanged (Windows, a mount point, some network file systems, parts of the folder not ours to
   move), the package's files are replaced one by one: runtime modules, then settings, then the manifest, and obsolete
   files go last. A process that dies in the middle leaves new modules under old settings until the next run completes
   the change; a process that starts Django in that moment may see the same.

Between 3 and 4 a dead process leaves new environment files beside the old package until the next run.
"""

from __future__ import annotations

from generator.publish.difference import diff
from generator.publish.run import Result, publish
from generator.publish.statuses import Decision, Status, decide

__all__ = ["Decision", "Result", "Status", "decide", "diff", "publish"]
