"""Runs notebooks and fails closed.

A kernel may go silent: tslab answers every cell that waits while another fails with "aborted" and no
output, and tells errors as text only. So a notebook has passed when, and only when, every code cell was
answered "ok", nothing was written to standard error, and every cell brought what its tags promise:

    shows-chart    an interactive chart: Vega-Lite 5 (an object), a PNG and text, in one output
    shows-picture  a PNG and text, and no chart
    shows-table    an HTML table and text

once, or as often as the tag says (`shows-2-charts`), and nothing else. A cell that calls show() must have such a tag.

    python run.py [--kernel NAME] [--save FOLDER] NOTEBOOK...

Prints one line a notebook, and what was wrong. Exit code 1 when anything was.
"""

import argparse
import base64
import collections
import pathlib
import re
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

VEGA_LITE = "application/vnd.vegalite.v5+json"
PNG = b"\x89PNG\r\n\x1a\n"
SECONDS_MAX = 120


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kernel", default=None)
    parser.add_argument("--save", default=None, help="where to put the executed notebooks")
    parser.add_argument("notebooks", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    failed = False
    for path in options.notebooks:
        start = time.monotonic()
        faults, cells, shown = run(path, options)
        seconds = time.monotonic() - start
        counts = ", ".join(f"{n} {kind}s" for kind, n in sorted(shown.items()))
        print(f"{'FAILED' if faults else 'ok'}: {path.name}: {cells} cells, {counts or 'nothing shown'}, {seconds:.1f} s")
        for fault in faults:
            print(f"  {fault}")
        failed = failed or bool(faults)
    return 1 if failed else 0


def run(path, options):
    notebook = nbformat.read(path, as_version=4)
    faults = stored_faults(notebook)
    replies = execute(notebook, path, options.kernel, faults)
    shown = collections.Counter()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in code:
        kinds = [kind for kind in map(kind_of, cell.outputs) if kind is not None]
        shown.update(kinds)
        faults += [f"{name(cell)}: {fault}" for fault in cell_faults(cell, kinds, replies.get(cell.id))]
    if not code:
        faults.append("no code cell")
    if not shown:
        faults.append("nothing was shown")
    if options.save:
        nbformat.write(notebook, pathlib.Path(options.save) / path.name)
    return faults, len(code), shown


def stored_faults(notebook):
    """Notebooks are kept without outputs, and every cell with a name of its own."""
    faults = []
    if (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        faults.append(f"format {notebook.nbformat}.{notebook.nbformat_minor} instead of 4.5")
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        faults.append(f"not a notebook: {error}")
    for cell in notebook.cells:
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None):
            faults.append(f"{name(cell)}: stored with outputs")
    return faults


def execute(notebook, path, kernel, faults):
    """Runs the cells up to the first that fails; gives the status of each reply."""
    replies = {}

    def answered(cell, cell_index, execute_reply):
        replies[cell.id] = execute_reply["content"]["status"]

    client = NotebookClient(
        notebook,
        timeout=SECONDS_MAX,
        kernel_name=kernel or notebook.metadata.kernelspec.name,
        resources={"metadata": {"path": str(path.resolve().parent)}},
        on_cell_executed=answered,
    )
    try:
        client.execute()
    except CellExecutionError:
        pass  # The cell has an error in its outputs, and those after it no reply.
    except Exception as error:
        faults.append(f"{type(error).__name__}: {error}")
    return replies


def kind_of(output):
    if output.output_type not in ("display_data", "execute_result"):
        return None
    data = output.data
    text = isinstance(data.get("text/plain"), str) and data["text/plain"].strip() != ""
    picture = is_png(data.get("image/png"))
    if VEGA_LITE in data:
        whole = text and picture and isinstance(data[VEGA_LITE], dict) and "$schema" in data[VEGA_LITE]
        return "chart" if whole else "broken chart"
    if "image/png" in data:
        return "picture" if text and picture else "broken picture"
    if "text/html" in data:
        return "table" if text and "<table" in data["text/html"] else "broken table"
    return None


def is_png(content):
    if not isinstance(content, str):
        return False
    try:
        return base64.b64decode(content).startswith(PNG)
    except ValueError:
        return False


def cell_faults(cell, kinds, reply):
    if cell.source.strip() == "":
        return ["empty"]
    faults = []
    errors = "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stderr")
    if errors.strip():
        faults.append(f"wrote to standard error: {errors.strip()}")
    faults += [f"{o.ename}: {o.evalue}" for o in cell.outputs if o.output_type == "error"]
    if reply != "ok":
        faults.append("not answered" if reply is None else f"answered {reply}")
    promised = [kind for tag in cell.metadata.get("tags", []) for kind in promises(tag)]
    if sorted(promised) != sorted(kinds):
        faults.append(f"shows {', '.join(kinds) or 'nothing'} where {', '.join(promised) or 'nothing'} is promised")
    if ".show(" in cell.source and not promised:
        faults.append("calls show() without a tag that says what it shows")
    return faults


def promises(tag):
    match = re.fullmatch(r"shows-(?:(\d+)-)?(\w+?)s?", tag)
    return [match[2]] * int(match[1] or 1) if match else []


def name(cell):
    return f"cell {cell.get('id', '?')}"


if __name__ == "__main__":
    sys.exit(main())
