package io.signalbox.bench;

import java.util.Locale;
import java.util.Map;

/** Draws latencies by percentile, as SVG: one line for each way. */
final class LatencyPlot {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int MARGIN = 60;
    private static final String[] COLOURS = {"#888888", "#0066cc"};
    private static final double[] PERCENTILES = {1, 5, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9};

    private LatencyPlot() {}

    /** Of sorted nanoseconds. */
    static double millis(long[] sorted, double percentile) {
        int index = (int) Math.min(sorted.length - 1L, Math.round(sorted.length * percentile / 100));
        return sorted[index] / 1e6;
    }

    static String draw(String title, Map<String, long[]> sortedByName) {
        double highest = sortedByName.values().stream()
                .mapToDouble(sorted -> millis(sorted, PERCENTILES[PERCENTILES.length - 1]))
                .max()
                .orElse(1);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" "
                        + "font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH,
                HEIGHT));
        text(svg, MARGIN, 24, "start", title);
        for (int i = 0; i < PERCENTILES.length; i++) {
            text(svg, x(i), HEIGHT - MARGIN + 20, "middle", "p" + PERCENTILES[i]);
        }
        for (int i = 0; i <= 4; i++) {
            double value = highest * i / 4;
            text(svg, MARGIN - 8, y(value, highest), "end", String.format(Locale.ROOT, "%.2f ms", value));
        }
        int line = 0;
        for (Map.Entry<String, long[]> entry : sortedByName.entrySet()) {
            String colour = COLOURS[line % COLOURS.length];
            StringBuilder points = new StringBuilder();
            for (int i = 0; i < PERCENTILES.length; i++) {
                double value = millis(entry.getValue(), PERCENTILES[i]);
                points.append(String.format(Locale.ROOT, "%d,%d ", x(i), y(value, highest)));
            }
            svg.append(String.format(
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
                    points.toString().strip(), colour));
            svg.append(String.format(
                    "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n",
                    MARGIN + 20, MARGIN + 16 * line, colour, entry.getKey()));
            line++;
        }
        return svg.append("</svg>\n").toString();
    }

    private static int x(int index) {
        return MARGIN + index * (WIDTH - 2 * MARGIN) / (PERCENTILES.length - 1);
    }

    private static int y(double value, double highest) {
        return (int) (HEIGHT - MARGIN - value / highest * (HEIGHT - 2 * MARGIN));
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
        svg.append(String.format("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text));
    }
}
