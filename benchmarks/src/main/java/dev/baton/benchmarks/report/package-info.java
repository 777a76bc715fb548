/** Results for people: text, plots, and the page that holds them. */
@NullMarked
package dev.baton.benchmarks.report;

import org.jspecify.annotations.NullMarked;
