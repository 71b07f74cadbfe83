"""Plots of the report, drawn by gnuplot."""
import subprocess

from measuring import Problem

# One look for each reader in every plot; ours are the strong ones.
LOOKS = {
    "simd": ("#c00000", 7, 3),
    "yajl": ("#e08000", 5, 3),
    "validate": ("#a06000", 4, 2),
    "simdjson-dom": ("#0050b0", 9, 2),
    "simdjson-ondemand": ("#40a0e0", 11, 2),
    "newer-simdjson-dom": ("#003060", 8, 1),
    "newer-simdjson-ondemand": ("#80c0f0", 10, 1),
    "yyjson": ("#208040", 13, 2),
    "libyajl": ("#707070", 1, 2),
    "rapidjson": ("#8040a0", 2, 2),
    "json-c": ("#a0a000", 3, 1),
    "jansson": ("#c060a0", 6, 1),
    "cjson": ("#606020", 12, 1),
    "memcpy": ("#c0c0c0", 0, 1),
}

HEAD = """set terminal svg size {width},{height} font 'Helvetica,14' background rgb 'white'
set output '{path}'
set title '{title}' font ',17'
set xlabel '{xlabel}'
set ylabel '{ylabel}'
set grid xtics ytics lc rgb '#dddddd'
set key outside right top vertical spacing 1.3 Left reverse
set logscale y
set format y '%g'
"""


def gnuplot(script):
    try:
        done = subprocess.run(["gnuplot"], input=script, text=True, capture_output=True,
                              check=False)
    except FileNotFoundError as missing:
        raise Problem("gnuplot is missing: scripts/install-packages gnuplot-nox") from missing
    if done.returncode != 0:
        raise Problem(f"gnuplot failed: {done.stderr}")


def block(name, points):
    lines = [" ".join(str(value) for value in point) for point in points]
    return "\n".join([f"${name} << END", *lines, "END", ""])


def lines(path, title, xlabel, ylabel, series):
    """series: slug, name, points, in the order of the key."""
    script = HEAD.format(path=path, title=title, xlabel=xlabel, ylabel=ylabel, width=1000,
                         height=560)
    script += "set logscale x\nset xrange [*:*] noextend\nset format x '10^{%T}'\n"
    points = [point for _, _, data in series for point in data]
    if max(x for x, _ in points) < 1e4:
        script += "set format x '%g'\n"
    parts = []
    for i, (slug, name, data) in enumerate(series):
        colour, mark, width = LOOKS[slug]
        script += block(f"d{i}", data)
        parts.append(f"$d{i} with linespoints lc rgb '{colour}' pt {mark} ps 0.9 lw {width} "
                     f"title '{name}'")
    gnuplot(script + "plot " + ", ".join(parts) + "\n")


def bars(path, title, ylabel, groups, series):
    """groups: their names; series: slug, name, a value for each group or None."""
    script = HEAD.format(path=path, title=title, xlabel="", ylabel=ylabel, width=1250, height=600)
    script += ("set style data histogram\nset style histogram clustered gap 1.5\n"
               "set style fill solid 0.9\nset boxwidth 0.9\nunset grid\nset xtics nomirror scale 0\n"
               "set bmargin 4\n"
               "set grid ytics lc rgb '#dddddd'\n")
    rows = [[f'"{group}"'] + [data[i] if data[i] is not None else "NaN" for _, _, data in series]
            for i, group in enumerate(groups)]
    script += block("d", rows)
    parts = [f"$d using {i + 2}:xtic(1) lc rgb '{LOOKS[slug][0]}' title '{name}'"
             for i, (slug, name, _) in enumerate(series)]
    gnuplot(script + "plot " + ", ".join(parts) + "\n")
