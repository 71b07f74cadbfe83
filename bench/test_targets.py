"""The table of bench/report --targets, from figures that are made up."""
import unittest

import measuring
import readers
import targets

SECONDS = {"simd/complete": 1.0, "simd/4k": 2.0, "simd/512": 4.0, "simdjson-dom/complete": 9.0,
           "newer-simdjson-dom/complete": 3.0, "newer-simdjson-ondemand/complete": 1.5,
           "yyjson/complete": 5.0}


def made_up(workload, instruction_set="avx2"):
    run = measuring.Run({"simd": instruction_set})
    for case, seconds in SECONDS.items():
        run.add({"run_name": f"{workload}/{case}", "cpu_time": seconds, "time_unit": "s",
                 "bytes_per_second": 1e9 / seconds, "documents": 10 / seconds})
    return run


def cells(page):
    """Of each line, without the head."""
    return [[cell.strip() for cell in line.strip("|").split("|")]
            for line in page.splitlines()[2:]]


class Targets(unittest.TestCase):
    def test_the_table_has_ratios_targets_and_shares_of_chunks(self):
        found = cells(targets.page(made_up("live")))
        self.assertEqual(found, [["real, compact", "1.00", "100,000,000", "3.00 (2.00)",
                                  "1.50 (1.25)", "5.00", "0.50", "0.25"]])
        other = cells(targets.page(made_up("live", "sse4.2")))
        self.assertEqual(other[0][3:5], ["3.00", "1.50"])

    def test_the_newer_of_two_versions_is_measured(self):
        known = ["simd", "yyjson", "simdjson-dom", "newer-simdjson-dom", "simdjson-ondemand"]
        self.assertEqual(targets.newest(known), ["newer-simdjson-dom", "simdjson-ondemand", "yyjson"])

    def test_a_workload_that_was_not_run_has_no_line(self):
        self.assertEqual([line[0] for line in cells(targets.page(made_up("base64")))],
                         ["one 5 MB string"])

    def test_every_target_belongs_to_a_kernel_and_a_workload(self):
        self.assertLessEqual(set(targets.KERNELS), set(measuring.kernels()))
        known = dict(readers.WORKLOADS)
        for row in targets.ROWS:
            self.assertIn(row.workload, known)
            self.assertEqual(set(row.ratios), set(targets.KERNELS))


if __name__ == "__main__":
    unittest.main()
