"use strict";
(async () => {
  const unpacked = async (id) => {
    const packed = atob(document.getElementById(id).textContent);
    const bytes = Uint8Array.from(packed, (one) => one.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  };
  const numbers = [...document.querySelectorAll("details.numbers")];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const figures = JSON.parse(await unpacked("figures"));
  const library = document.createElement("script");
  library.textContent = await unpacked("plotly");
  document.head.append(library);
  library.remove();
  const options = { displayModeBar: false, displaylogo: false, responsive: true, showTips: false };
  const draw = (theme, width) => {
    for (const [id, themes] of Object.entries(figures)) {
      const { data, layout } = structuredClone(themes[theme]);
      // Anew: what is changed moves into its place, which paper does not wait for.
      Plotly.newPlot(id, data, { ...layout, width, autosize: !width }, options);
    }
  };
  // On paper a figure is as wide as on a screen, and smaller as a whole.
  const shrink = (width, onto) => {
    for (const id of Object.keys(figures)) {
      const plot = document.getElementById(id);
      const height = parseInt(plot.style.height);
      for (const one of plot.querySelectorAll(".main-svg")) {
        one.setAttribute("viewBox", `0 0 ${width} ${height}`);
        one.setAttribute("width", onto);
        one.setAttribute("height", (height * onto) / width);
      }
      plot.style.marginBottom = `${(height * onto) / width - height}px`;
    }
  };
  const screen = () => draw(dark.matches ? "dark" : "light");
  for (const id of Object.keys(figures)) {
    document.getElementById(id).closest(".canvas").hidden = false;
  }
  screen();
  for (const one of numbers) {
    one.open = false;
  }
  let opened = [];
  dark.addEventListener("change", screen);
  addEventListener("beforeprint", () => {
    opened = numbers.filter((one) => !one.open && !one.classList.contains("long"));
    for (const one of opened) {
      one.open = true;
    }
    draw("light", 960);
    shrink(960, 670);
  });
  addEventListener("afterprint", () => {
    for (const one of opened) {
      one.open = false;
    }
    for (const id of Object.keys(figures)) {
      document.getElementById(id).style.marginBottom = "";
    }
    screen();
  });
  document.documentElement.dataset.drawn = Object.keys(figures).length;
})();
