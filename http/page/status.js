"use strict";

const PAUSE = 2000; // milliseconds between two requests
const SPAN = 10000; // milliseconds that a rate covers
const PATIENCE = 10000; // milliseconds to wait for an answer

const codes = document.getElementById("codes");
const most = Number(codes.dataset.most); // codes with a row each
const codeRow = document.getElementById("code").content.firstElementChild;
const codeRows = new Map();
const sums = new Map(); // the names of the counters that an element sums up
document.querySelectorAll("[data-sum]").forEach(each => sums.set(each, each.dataset.sum.split(" ")));

// ---- Text: as in words.c

const grouped = number => number.toLocaleString("en-US");
const tenths = number => (Math.floor(number * 10 + 0.5) / 10).toFixed(1);

function share(part, all) {
    const thousandths = all === 0 ? 0 : Math.floor(part * 1000 / all + 0.5);
    const some = part > 0 && part < all; // more than none, less than all
    return `${((some ? Math.min(Math.max(thousandths, 1), 999) : thousandths) / 10).toFixed(1)} %`;
}

function size(bytes) {
    const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let unit = 0;
    for (; bytes >= 1024 && unit < units.length - 1; unit++) {
        bytes /= 1024;
    }
    return `${unit === 0 ? grouped(bytes) : tenths(bytes)} ${units[unit]}`;
}

function duration(seconds) {
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    const days = Math.floor(hours / 24);
    if (days > 0) {
        return `${grouped(days)} d ${hours % 24} h`;
    }
    return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

// Shows control characters as their symbols.
const visible = text => text.replace(/[\0-\x1f\x7f]/g, control =>
    control === "\x7f" ? "\u2421" : String.fromCharCode(0x2400 + control.charCodeAt(0)));

function width(count, largest) {
    const thousandths = count === 0 ? 0 : Math.max(Math.floor(count * 1000 / largest + 0.5), 5);
    return `${(thousandths / 10).toFixed(1)}%`;
}

// ---- Numbers

let samples = []; // the newest last
let history = []; // {at, sums} of the plot's span, the newest last

// All counters by name: "bytes", "verdicts.success", "codes.InternalError".
function flat(status) {
    const counters = new Map([["responses", status.responses], ["bytes", status.bytes]]);
    for (const kind of ["verdicts", "violations", "actions", "codings", "skips"]) {
        Object.entries(status[kind]).forEach(([name, count]) => counters.set(`${kind}.${name}`, count));
    }
    const add = (sum, each) => sum + each.count;
    status.codes.forEach(each => counters.set(`codes.${each.code}`, each.count));
    counters.set("codes", status.codes.reduce(add, status.codes_other));
    counters.set("others", status.codes.slice(most).reduce(add, status.codes_other));
    return counters;
}

function take(status) {
    if (samples.length > 0 && samples[0].status.since !== status.since) {
        samples = []; // they belong to other counters
        history = [];
    }
    samples.push({at: performance.now(), status, counters: flat(status)});
    remember(samples.at(-1));
    while (samples.length > 2 && samples.at(-1).at - samples[1].at >= SPAN) {
        samples.shift();
    }
}

const total = (sample, names) => names.reduce((sum, name) => sum + (sample.counters.get(name) ?? 0), 0);

function perSecond(names) {
    const [first, last] = [samples[0], samples.at(-1)];
    return Math.max(total(last, names) - total(first, names), 0) * 1000 / (last.at - first.at);
}

// ---- Plot

const PERIOD = 15 * 60 * 1000; // milliseconds that the plot shows
const STEP = 10000; // milliseconds of one of its points
const LAYERS = [ // from the bottom, so that few broken responses among many are seen
    ["bad", ["verdicts.invalid", "verdicts.truncated", "verdicts.incomplete"]],
    ["none", ["verdicts.unseen", "verdicts.skipped"]],
    ["good", ["verdicts.success", "verdicts.failure"]],
];
const plot = document.getElementById("plot");
const {width: plotWidth, height: plotHeight} = plot.viewBox.baseVal;
const layerPaths = LAYERS.map(([name]) => addPath(name));
const gridPath = addPath("grid");
gridPath.setAttribute("d", [1, 2].map(i => `M${plotWidth * i / 3} 0V${plotHeight}`).join(""));

function addPath(name) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", name);
    plot.append(path);
    return path;
}

function remember(sample) {
    history.push({at: sample.at, sums: LAYERS.map(([, names]) => total(sample, names))});
    while (history.length > 2 && sample.at - history[1].at >= PERIOD + STEP) {
        history.shift();
    }
}

// The sums at a time, on a line between what was seen before and after it.
function sumsAt(at) {
    const next = history.findIndex(each => each.at >= at);
    if (next <= 0) {
        return history.at(next).sums;
    }
    const [before, after] = [history[next - 1], history[next]];
    const part = (at - before.at) / (after.at - before.at);
    return after.sums.map((sum, i) => before.sums[i] + part * (sum - before.sums[i]));
}

// For each step that was seen: its ages, and the rate of each layer. A part of a step would be a peak.
function rates() {
    const last = history.at(-1).at;
    const steps = [];
    const seen = Math.min(last - history[0].at, PERIOD);
    for (let begin = 0; begin + STEP <= seen || (begin === 0 && seen > 0); begin += STEP) {
        const end = Math.min(begin + STEP, seen);
        const [older, newer] = [sumsAt(last - end), sumsAt(last - begin)];
        steps.push({begin, end, rates: newer.map((sum, i) => Math.max(sum - older[i], 0) * 1000 / (end - begin))});
    }
    return steps;
}

const sumOf = numbers => numbers.reduce((sum, each) => sum + each, 0);

// A layer stands on those below it. What is not nothing is at least a line.
function heights(step, peak) {
    return step.rates.map(each => each === 0 ? 0 : Math.max(each / peak * (plotHeight - 4), 1.5));
}

const across = age => (plotWidth * (1 - age / PERIOD)).toFixed(1);

function showPlot() {
    const steps = history.length < 2 ? [] : rates();
    const peak = Math.max(...steps.map(step => sumOf(step.rates)), 0);
    const shown = steps.map(step => ({...step, heights: heights(step, peak)}));
    layerPaths.forEach((path, layer) => path.setAttribute("d", shown.map(step => {
        const bottom = plotHeight - sumOf(step.heights.slice(0, layer));
        const top = Math.max(bottom - step.heights[layer], 0);
        return top === bottom ? "" : `M${across(step.end)} ${bottom.toFixed(1)}V${top.toFixed(1)}H${across(step.begin)}V${bottom.toFixed(1)}Z`;
    }).join("")));
    const speed = number => number === 0 || number >= 100 ? grouped(Math.round(number)) : tenths(number);
    write(document.getElementById("plot-peak"), `peak ${speed(peak)} / s`);
}

// ---- Page

function write(element, text) {
    if (element && element.textContent !== text) {
        element.textContent = text;
    }
}

function rate(element, names) {
    if (samples.length < 2) {
        return "\u2013";
    }
    const speed = perSecond(names);
    if (element.dataset.unit === "bytes") {
        return size(Math.round(speed));
    }
    return speed === 0 || speed >= 100 ? grouped(Math.round(speed)) : tenths(speed);
}

function showSum(element, names) {
    const last = samples.at(-1);
    const count = total(last, names);
    const all = last.counters.get(names[0].startsWith("codes.") || names[0] === "others" ? "codes" : "responses");
    write(element.querySelector(".count"), element.dataset.unit === "bytes" ? size(count) : grouped(count));
    write(element.querySelector(".share"), share(count, all));
    write(element.querySelector(".rate"), rate(element, names));
    element.hidden = count === 0 && "rare" in element.dataset;
}

function showCodes(list) {
    const shown = list.slice(0, most).map(({code, class: name}) => {
        if (!codeRows.has(code)) {
            const row = codeRow.cloneNode(true);
            write(row.querySelector("bdi"), visible(code));
            write(row.querySelector("small"), name);
            codeRows.set(code, row);
            sums.set(row, [`codes.${code}`]);
        }
        return codeRows.get(code);
    });
    if (shown.length !== codes.children.length || shown.some((row, i) => row !== codes.children[i])) {
        codes.replaceChildren(...shown);
    }
}

function showBars(table) {
    const bars = [...table.querySelectorAll("tr")].filter(row => sums.has(row))
        .map(row => [row.querySelector("rect"), total(samples.at(-1), sums.get(row))]);
    const largest = Math.max(...bars.map(([, count]) => count));
    bars.forEach(([rect, count]) => rect.setAttribute("width", width(count, largest)));
}

function show() {
    const {status} = samples.at(-1);
    showCodes(status.codes);
    sums.forEach((names, element) => showSum(element, names));
    document.querySelectorAll("table").forEach(showBars);
    document.querySelectorAll("tr.nothing").forEach(row => {
        const others = [...row.closest("table").querySelectorAll("tr")].filter(each => sums.has(each));
        row.hidden = others.some(each => !each.hidden);
    });
    document.getElementById("idle").hidden = status.responses > 0;
    document.getElementById("counters").hidden = status.responses === 0;
    write(document.getElementById("uptime"), duration(status.time - status.since));
    showPlot();
}

// ---- Polling

const address = new URL(location.href);
address.searchParams.set("format", "json");

async function look() {
    const answer = await fetch(address, {cache: "no-store", signal: AbortSignal.timeout(PATIENCE)});
    if (!answer.ok) {
        throw new Error(`status ${answer.status}`);
    }
    take(await answer.json());
    show();
}

async function repeat() {
    if (!document.hidden) {
        try {
            await look();
            write(document.getElementById("state"), "Live");
        } catch {
            write(document.getElementById("state"), "The server does not answer; trying again");
        }
    }
    setTimeout(repeat, PAUSE);
}

document.body.classList.add("live");
repeat();
